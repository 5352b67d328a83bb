//! Zip, tar and gzip: what families get is read, and what attackers send is refused.

use std::io::{self, Cursor, Read, Write};

use chats::{
    ArchiveLimit, Format, ReadError, ReadOptions, Reading, Source, WarningCode, read, read_all,
};
use flate2::{Compression, write::GzEncoder};
use zip::write::SimpleFileOptions;

const WHATSAPP: &str =
    "03/06/2024, 15:05 - Mẹ: Con tan học chưa?\n13/06/2024, 15:06 - Bống: Dạ rồi ạ\n";

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(content).expect("room in memory");
    gzip.finish().expect("room in memory")
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        zip.write_all(content).expect("room in memory");
    }
    zip.finish().expect("room in memory").into_inner()
}

/// A header of tar, for a file (`0`), a hard link (`1`), a symbolic link (`2`), a folder (`5`).
fn header(name: &str, kind: u8, size: usize) -> [u8; 512] {
    let mut block = [0u8; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..107].copy_from_slice(b"0000644");
    block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    block[156] = kind;
    if matches!(kind, b'1' | b'2') {
        block[157..168].copy_from_slice(b"/etc/passwd");
    }
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn tarred(entries: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, kind, content) in entries {
        tar.extend(header(name, *kind, content.len()));
        tar.extend(*content);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

fn readings(bytes: &[u8], name: &str) -> Result<Vec<Reading>, ReadError> {
    read_all(Source::from_bytes(bytes).named(name), &ReadOptions::default())
}

fn code(bytes: &[u8]) -> &'static str {
    readings(bytes, "x").expect_err("must be refused").code()
}

fn limit(bytes: &[u8]) -> ArchiveLimit {
    match readings(bytes, "x") {
        Err(ReadError::ArchiveRefused(limit)) => limit,
        other => panic!("{other:?}"),
    }
}

fn warned(reading: &Reading, code: WarningCode) -> Option<Option<u64>> {
    reading.warnings.iter().find(|one| one.code == code).map(|one| one.count)
}

fn titles(readings: &[Reading]) -> Vec<Option<&str>> {
    let conversations = readings.iter().flat_map(|reading| &reading.conversations);
    conversations.map(|conversation| conversation.title.as_deref()).collect()
}

#[test]
fn tar_and_packed_tar_are_looked_into() {
    let tar = tarred(&[
        ("chats/", b'5', b""),
        ("chats/WhatsApp Chat with Mẹ.txt", b'0', WHATSAPP.as_bytes()),
        ("chats/photo.jpg", b'0', b"\xff\xd8\xff"),
        ("chats/WhatsApp Chat with Bố.txt", b'0', WHATSAPP.as_bytes()),
        ("chats/other.json", b'0', b"{\"a\":1}"),
    ]);
    for bytes in [tar.clone(), gzipped(&tar)] {
        let found = readings(&bytes, "backup.tar.gz").unwrap();
        assert_eq!(titles(&found), [Some("Mẹ"), Some("Bố")]);
        assert!(found.iter().all(|reading| reading.format == Format::WhatsApp));
        assert_eq!(warned(&found[0], WarningCode::FilesSkipped), Some(Some(1)));
        // The same from a stream that cannot seek.
        let streamed = read_all(Source::from_reader(&bytes[..]), &ReadOptions::default()).unwrap();
        assert_eq!(titles(&streamed), titles(&found));
    }
}

#[test]
fn one_packed_file_reads_by_the_name_it_has_inside() {
    let found = readings(&gzipped(WHATSAPP.as_bytes()), "WhatsApp Chat with Mẹ.txt.gz").unwrap();
    assert_eq!(titles(&found), [Some("Mẹ")]);
    let log = "[15:02:00] [Render thread/INFO]: [CHAT] <minh06> ai xây nhà không\n[15:02:09] [Render thread/INFO]: [CHAT] <bong03> mình\n";
    let found = readings(&gzipped(log.as_bytes()), "logs/2024-06-03-1.log.gz").unwrap();
    assert_eq!(found[0].format, Format::Minecraft);
    let at = found[0].conversations[0].messages[0].at.unwrap().to_rfc3339();
    assert_eq!(at, "2024-06-03T15:02:00+00:00");
}

#[test]
fn logs_that_a_game_packs_one_by_one_read_from_their_folder() {
    let log = gzipped(b"[15:02:00] [Render thread/INFO]: [CHAT] <minh06> a\n[15:02:09] [Render thread/INFO]: [CHAT] <bong03> b\n");
    let zip = zipped(&[("logs/2024-06-03-1.log.gz", &log), ("logs/2024-06-04-1.log.gz", &log)]);
    let tar = tarred(&[("logs/2024-06-03-1.log.gz", b'0', &log), ("logs/x.log.gz", b'0', &log)]);
    for bytes in [zip, tar.clone(), gzipped(&tar)] {
        let found = readings(&bytes, "logs").unwrap();
        let messages =
            found.iter().flat_map(|one| &one.conversations).map(|one| one.messages.len());
        assert_eq!(messages.sum::<usize>(), 4);
    }
}

#[test]
fn parts_of_a_thread_in_a_packed_tar_are_joined() {
    let part = |stamp: u64, words: &str| {
        format!(
            "{{\"participants\":[{{\"name\":\"A\"}},{{\"name\":\"B\"}}],\"messages\":[{{\"sender_name\":\"A\",\"timestamp_ms\":{stamp},\"content\":\"{words}\"}}],\"title\":\"A\",\"thread_path\":\"inbox/a_1\"}}"
        )
    };
    let parts: Vec<_> = (1..=12u64)
        .map(|at| {
            (
                format!("messages/inbox/a_1/message_{at}.json"),
                part(1_717_401_800_000 - at * 1000, &format!("{at}")),
            )
        })
        .collect();
    let entries: Vec<_> =
        parts.iter().map(|(name, json)| (name.as_str(), b'0', json.as_bytes())).collect();
    let found = readings(&gzipped(&tarred(&entries)), "facebook.tar.gz").unwrap();
    assert_eq!(found.len(), 1);
    let texts: Vec<_> =
        found[0].conversations[0].messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["12", "11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1"]);
}

#[test]
fn links_are_not_followed() {
    let chat = ("a.txt", b'0', WHATSAPP.as_bytes());
    let found = readings(&tarred(&[("b.txt", b'2', b""), ("c.txt", b'1', b""), chat]), "x.tar");
    assert_eq!(found.unwrap().len(), 1);
    assert_eq!(code(&tarred(&[("b.txt", b'2', b""), ("c.txt", b'1', b"")])), "nothing-inside");

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("a.txt", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(code(&zip.finish().unwrap().into_inner()), "nothing-inside");
}

#[test]
fn names_that_lead_out_of_the_folder_are_passed_over() {
    let content = WHATSAPP.as_bytes();
    for name in [
        "../a.txt",
        "a/../../b.txt",
        "/etc/a.txt",
        "C:\\a.txt",
        "..\\a.txt",
        "a\u{1b}[2J.txt",
        "a\u{202e}txt.exe.txt",
    ] {
        let tar = tarred(&[(name, b'0', content), ("WhatsApp Chat with Mẹ.txt", b'0', content)]);
        let zip = zipped(&[(name, content), ("WhatsApp Chat with Mẹ.txt", content)]);
        for bytes in [tar, zip] {
            let found = readings(&bytes, "x").unwrap();
            assert_eq!(titles(&found), [Some("Mẹ")], "{name:?}");
            let skipped =
                found[0].warnings.iter().find(|one| one.code == WarningCode::FilesSkipped);
            let skipped = skipped.expect("a word about it");
            assert_eq!((skipped.count, skipped.name.as_deref()), (Some(1), Some("?")));
        }
    }
    // What names may well hold.
    let found = readings(&tarred(&[("./a..b/WhatsApp Chat with Mẹ.txt", b'0', content)]), "x");
    assert_eq!(titles(&found.unwrap()), [Some("Mẹ")]);
}

#[test]
fn bombs_are_refused_however_they_are_packed() {
    let line = "03/06/2024, 15:05 - A: a\n".repeat(1_000_000);
    let bomb = gzipped(line.as_bytes());
    let tar = tarred(&[("a.txt", b'0', line.as_bytes())]);
    assert!(bomb.len() * 100 < line.len());
    for bytes in [bomb.clone(), gzipped(&tar), zipped(&[("a.txt", line.as_bytes())])] {
        assert_eq!(limit(&bytes), ArchiveLimit::Ratio);
    }
    // Packed twice: each layer alone would pass.
    for bytes in [
        zipped(&[("a.txt.gz", &bomb)]),
        tarred(&[("a.txt.gz", b'0', &bomb)]),
        gzipped(&tarred(&[("a.txt.gz", b'0', &bomb)])),
    ] {
        assert_eq!(limit(&bytes), ArchiveLimit::Ratio);
    }
    assert_eq!(code(&gzipped(&bomb)), "binary");
    assert_eq!(code(&gzipped(&zipped(&[("a.txt", WHATSAPP.as_bytes())]))), "binary");
    assert_eq!(code(&tarred(&[("a.txt", b'0', &tarred(&[]))])), "binary");
    assert_eq!(code(&tarred(&[("a.txt", b'0', &zipped(&[("b.txt", b"x")]))])), "binary");
}

#[test]
fn what_a_zip_says_of_its_size_proves_nothing() {
    let line = "03/06/2024, 15:05 - A: a\n".repeat(1_000_000);
    let mut zip = zipped(&[("a.txt", line.as_bytes())]);
    let packed = u32::try_from(zip.len()).unwrap();
    // How many packed bytes there are stands in the list at the end.
    let list = zip.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    let claimed = u32::from_le_bytes(zip[list + 20..list + 24].try_into().unwrap());
    assert!(claimed < packed);
    zip[list + 20..list + 24].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    assert_eq!(limit(&zip), ArchiveLimit::Ratio);
}

#[test]
fn a_zip_whose_entries_share_their_bytes_is_refused() {
    let mut zip = zipped(&[("a.txt", WHATSAPP.as_bytes()), ("b.txt", WHATSAPP.as_bytes())]);
    assert_eq!(readings(&zip, "x").unwrap().len(), 2);
    let list = zip.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    zip[list + 42..list + 46].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(limit(&zip), ArchiveLimit::Ratio);
}

/// The same bytes, over and over, so many times.
struct Repeated(Vec<u8>, usize, usize);

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.0.get(self.1..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.1 += read;
        if self.1 == self.0.len() && self.2 > 1 {
            (self.1, self.2) = (0, self.2 - 1);
        }
        Ok(read)
    }
}

#[test]
fn more_entries_than_any_export_has_are_refused() {
    let endless = |times| Repeated(header("photo.jpg", b'0', 0).to_vec(), 0, times);
    let read = |times| read(Source::from_reader(endless(times)), &ReadOptions::default());
    assert!(matches!(read(100_001), Err(ReadError::ArchiveRefused(ArchiveLimit::Entries))));
    assert!(matches!(read(1_000), Err(ReadError::NothingInside)));
}

#[test]
fn names_without_end_take_no_memory() {
    // A name of 8 GB, of which the stream holds as much as is asked for.
    let mut head = header("name", b'L', 0);
    head[124..136].copy_from_slice(b"077777777777");
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let stream = head.chain(io::repeat(b'a').take(64 << 20));
    let error = read(Source::from_reader(stream), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "archive-damaged");
}

#[test]
fn what_is_cut_off_keeps_what_was_whole() {
    let mut chat = String::new();
    for number in 0..20_000u32 {
        let word = number.wrapping_mul(2_654_435_761);
        chat +=
            &format!("13/06/2024, {:02}:{:02} - Mẹ: câu {word}\n", number / 60 % 24, number % 60);
    }
    let tar = tarred(&[("a.txt", b'0', chat.as_bytes()), ("b.txt", b'0', WHATSAPP.as_bytes())]);
    for bytes in [gzipped(chat.as_bytes()), tar.clone(), gzipped(&tar)] {
        let found = readings(&bytes[..bytes.len() / 2], "x").unwrap();
        let messages = found[0].conversations[0].messages.len();
        assert!((5_000..15_000).contains(&messages), "{messages}");
        assert_eq!(warned(&found[0], WarningCode::Truncated), Some(None));
        // One that ends before its first word says so.
        assert_eq!(code(&bytes[..15]), if bytes[0] == 0x1f { "archive-damaged" } else { "binary" });
    }
}

#[test]
fn a_broken_sum_ends_a_tar_with_a_warning() {
    let mut tar =
        tarred(&[("a.txt", b'0', WHATSAPP.as_bytes()), ("b.txt", b'0', WHATSAPP.as_bytes())]);
    tar[1024] ^= 1;
    let found = readings(&tar, "x.tar").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(warned(&found[0], WarningCode::Truncated), Some(None));
}

#[test]
fn any_bytes_in_a_packed_tar_end() {
    let whole = tarred(&[
        ("a.txt", b'0', WHATSAPP.as_bytes()),
        ("b.txt.gz", b'0', &gzipped("Mẹ: a\n".as_bytes())),
    ]);
    let packed = gzipped(&whole);
    for at in (0..whole.len()).step_by(3) {
        for bit in [0x01, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            let _ = readings(&bytes, "x");
        }
    }
    for at in 0..packed.len() {
        let mut bytes = packed.clone();
        bytes[at] ^= 0x10;
        let _ = readings(&bytes, "x");
        let _ = readings(&packed[..at], "x");
    }
}
