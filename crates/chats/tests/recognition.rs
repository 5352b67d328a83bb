//! Every fixture is recognised as its own format, here and where the shared ones lie.

mod files;
mod own;

use std::path::Path;

use chats::{Format, ReadOptions, Source, read, read_path};
use files::files;

/// Which format the files of a folder are, by how their paths begin; the first that fits.
const OWN: &[(&str, Format)] = &[
    ("whatsapp", Format::WhatsApp),
    ("zalo", Format::Zalo),
    ("irc", Format::Irc),
    ("sms_csv", Format::SmsCsv),
    ("email", Format::Email),
    ("instagram", Format::Instagram),
    ("discord", Format::DiscordChatExporter),
    ("signal", Format::Signal),
    ("imessage", Format::IMessage),
];
const SHARED: &[(&str, Format)] = &[
    ("constructed/whatsapp", Format::WhatsApp),
    ("constructed/telegram", Format::Telegram),
    ("constructed/messenger", Format::Messenger),
    ("constructed/instagram", Format::Instagram),
    ("constructed/discord_chat_exporter", Format::DiscordChatExporter),
    ("constructed/discord_package/messages/c", Format::DiscordPackage),
    ("constructed/snapchat", Format::Snapchat),
    ("constructed/sms", Format::SmsBackupRestore),
    ("constructed/irc", Format::Irc),
    ("chat-miner/test/instagram/test_export", Format::Instagram),
    ("chat-miner/test/signal/test_export", Format::Signal),
];
/// Formats of which no fixture of another may be taken.
const NEVER_OTHERS: &[Format] = &[
    Format::Zalo,
    Format::Irc,
    Format::SmsCsv,
    Format::Email,
    Format::Instagram,
    Format::DiscordChatExporter,
    Format::Signal,
    Format::IMessage,
    Format::Viber,
];

fn check(root: &Path, known: &[(&str, Format)]) -> usize {
    let mut checked = 0;
    for file in files(root) {
        let inside = file
            .strip_prefix(root)
            .expect("a file of the folder")
            .to_string_lossy()
            .replace('\\', "/");
        // What lies beside the messages: licences, targets, lists of channels.
        const BESIDE: &[&str] = &[
            "LICENSE",
            "README.txt",
            "SOURCE.txt",
            "target.json",
            "EXPECTED.json",
            "EXPECTED.txt",
            "channel.json",
            "index.json",
        ];
        if BESIDE.iter().any(|end| inside.ends_with(end)) {
            continue;
        }
        let expected =
            known.iter().find(|(start, _)| inside.starts_with(start)).map(|(_, format)| *format);
        let found = read_path(&file, &ReadOptions::default());
        let found = found.ok().map(|readings| readings[0].format);
        match expected {
            Some(expected) => assert_eq!(found, Some(expected), "{inside}"),
            None => assert!(
                found.is_none_or(|format| !NEVER_OTHERS.contains(&format)),
                "{inside}: {found:?}"
            ),
        }
        checked += 1;
    }
    checked
}

#[test]
fn every_fixture_is_its_own_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(check(&root.join("tests/fixtures"), OWN) >= 13);
    assert!(check(&root.join("../../fixtures"), SHARED) > 40);
}

#[test]
fn a_link_to_zalo_makes_no_file_zalo() {
    let sms = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"1\">\n<sms address=\"0900000000\" date=\"1717401900000\" type=\"1\" body=\"vào https://chat.zalo.me/ nha\" />\n</smses>\n";
    let reading = read(Source::from_bytes(sms.as_bytes()), &ReadOptions::default()).unwrap();
    assert_eq!(reading.format, Format::SmsBackupRestore);
    assert_eq!(reading.conversations[0].messages[0].text, "vào https://chat.zalo.me/ nha");
}

#[test]
fn every_shared_fixture_is_its_own_format() {
    let Some(shared) = std::env::var_os("LACHAN_SHARED") else {
        eprintln!("skipped: LACHAN_SHARED is not set");
        return;
    };
    assert!(check(&Path::new(&shared).join("fixtures"), SHARED) > 40);
}
