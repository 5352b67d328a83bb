//! Running the command, and reading what it says.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Nothing that these tests ask for takes longer; what does, hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Run {
    /// Standard output as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("standard output is UTF-8")
    }

    /// Standard output as one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.out)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.text(), self.err))
    }

    /// Insists on an exit code, and that nothing broke.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Run {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.code, code, "standard error: {}", self.err);
        self
    }
}

/// The command with these arguments, in English, with nothing on standard input.
pub(crate) fn lachan(arguments: &[&str]) -> Run {
    lachan_given(arguments, b"")
}

/// The same in Vietnamese.
pub(crate) fn lachan_vi(arguments: &[&str]) -> Run {
    let mut command = command(arguments);
    command.env("LC_ALL", "vi_VN.UTF-8");
    run(command, b"")
}

/// The command with these bytes on standard input.
pub(crate) fn lachan_given(arguments: &[&str], input: &[u8]) -> Run {
    run(command(arguments), input)
}

/// The command, ready to run.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lachan"));
    command.args(arguments).env("LC_ALL", "en_GB.UTF-8").env_remove("COLUMNS");
    command
}

/// Runs it to its end.
pub(crate) fn run(command: Command, input: &[u8]) -> Run {
    run_with(command, input, |_| ())
}

/// Runs it to its end; `meanwhile` is given its process id once it has begun.
pub(crate) fn run_with(mut command: Command, input: &[u8], meanwhile: impl FnOnce(u32)) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut stderr = child.stderr.take().expect("a pipe");
    let input = input.to_vec();
    // The command may end without reading all of it.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let out = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).map(|_| bytes)
    });
    let err = std::thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).map(|_| text)
    });
    meanwhile(child.id());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the command can be waited for") {
            break status;
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{command:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    writer.join().expect("the writer ends");
    Run {
        code: status.code().unwrap_or(-1),
        out: out.join().expect("the reader ends").expect("output can be read"),
        err: err.join().expect("the reader ends").expect("messages are UTF-8"),
    }
}

/// A file of the fixtures.
pub(crate) fn fixture(name: &str) -> String {
    let path = fixtures().join(name);
    assert!(path.exists(), "{} is missing", path.display());
    path.to_string_lossy().into_owned()
}

/// Where the fixtures are.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// A file with this content in a folder that goes away with the value.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        Scratch(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        std::fs::write(&path, content).expect("a file");
        path.to_string_lossy().into_owned()
    }
}

/// A constructed chat in which a picture is used to press for money.
pub(crate) const BLACKMAIL: &str = "\
23/06/2024, 21:05 - Mai: hi, you are cute, which school are you at
23/06/2024, 21:06 - Ben: hi, lake street school
23/06/2024, 21:09 - Mai: send me a pic, just for me, don't tell anyone
23/06/2024, 21:12 - Ben: ok
23/06/2024, 21:15 - Mai: now listen. send me 200 dollars in gift card codes or I send your photo to everyone in your class
23/06/2024, 21:16 - Ben: please don't
23/06/2024, 21:17 - Mai: you have one hour. pay or your parents and your whole school will see the picture
";

/// A constructed chat about nothing.
pub(crate) const HOMEWORK: &str = "\
23/06/2024, 15:05 - An: did you finish the maths exercise
23/06/2024, 15:06 - Ben: only the first two
23/06/2024, 15:07 - An: same, see you at lunch tomorrow
";

/// Insists that a document is a report as `INTERFACE.md` describes it.
#[track_caller]
pub(crate) fn assert_is_report(report: &Value) {
    const LEVELS: [&str; 5] = ["none", "watch", "concern", "high", "emergency"];
    let level = |value: &Value| LEVELS.iter().position(|level| value == level);
    assert_eq!(report["schema"], "lachan.report/1");
    assert!(report["engine"]["version"].is_string());
    let packs = report["engine"]["packs"].as_str().expect("a digest");
    assert!(packs.len() == 64 && packs.bytes().all(|byte| byte.is_ascii_hexdigit()), "{packs}");
    assert!(report["limits"].as_str().is_some_and(|limits| !limits.is_empty()));

    let source = &report["source"];
    assert!(source["format"].as_str().is_some_and(|format| !format.is_empty()));
    assert!(source["path"].is_string() || source["path"].is_null());
    assert!(source["messages"].is_u64());
    assert!(source["participants"].as_array().expect("a list").iter().all(Value::is_string));
    for end in ["first", "last"] {
        assert!(source[end].is_null() || is_time(&source[end]), "{}", source[end]);
    }
    for warning in source["warnings"].as_array().expect("a list") {
        assert!(warning["code"].is_string() && warning["text"].is_string());
        assert!(warning["line"].is_null() || warning["line"].is_u64());
    }

    let conversations = report["conversations"].as_array().expect("a list");
    let levels: Vec<_> = conversations.iter().map(|one| level(&one["level"])).collect();
    assert!(levels.iter().all(Option::is_some), "{levels:?}");
    assert!(levels.is_sorted_by(|a, b| a >= b), "highest level first: {levels:?}");
    for conversation in conversations {
        assert!(conversation["id"].is_string());
        for name in ["title", "child", "contact"] {
            assert!(conversation[name].is_string() || conversation[name].is_null(), "{name}");
        }
        for trick in conversation["tricks"].as_array().expect("a list") {
            assert!(trick["trick"].is_string() && trick["name"].is_string());
            assert!(is_probability(&trick["confidence"]));
        }
        let alert = &conversation["first_alert"];
        assert_eq!(alert.is_null(), level(&conversation["level"]) < Some(2), "{conversation}");
        assert!(
            alert.is_null() || (alert["message"].is_u64() && level(&alert["level"]) >= Some(2))
        );
        for reason in conversation["reasons"].as_array().expect("a list") {
            assert_is_reason(reason);
        }
        for mitigation in conversation["mitigations"].as_array().expect("a list") {
            assert!(mitigation["mitigation"].is_string() && mitigation["message"].is_u64());
            assert!(mitigation["explanation"].as_str().is_some_and(|text| !text.is_empty()));
        }
        for step in conversation["guidance"].as_array().expect("a list") {
            assert!(step["step"].is_string() && step["text"].is_string());
            if let Some(contact) = step.get("contact") {
                assert!(contact["name"].is_string() && contact["source"].is_string());
            }
        }
    }
}

#[track_caller]
fn assert_is_reason(reason: &Value) {
    assert!(reason["message"].is_u64());
    let length = reason["text"].as_str().expect("a text").chars().count() as u64;
    let signals = reason["signals"].as_array().expect("a list");
    assert!(!signals.is_empty());
    for signal in signals {
        assert!(signal["signal"].is_string());
        assert!(is_probability(&signal["confidence"]));
        let by = signal["by"].as_str().expect("who heard it");
        assert!(["rule", "detector", "ear", "reader"].contains(&by), "{by}");
        assert_eq!(signal.get("rule").is_some_and(Value::is_string), by == "rule", "{signal}");
        assert!(signal["explanation"].as_str().is_some_and(|text| !text.is_empty()));
        for span in signal["spans"].as_array().expect("a list") {
            let (start, end) = (span[0].as_u64(), span[1].as_u64());
            assert!(start < end && end <= Some(length), "{span} in {length}");
        }
    }
}

fn is_probability(value: &Value) -> bool {
    value.as_f64().is_some_and(|value| (0.0..=1.0).contains(&value))
}

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|time| time.parse::<jiff::Timestamp>().is_ok())
}
