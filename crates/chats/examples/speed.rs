//! How fast a long WhatsApp text reads, and in how much memory.
//!
//! `cargo run --release -p lachan-chats --example speed [MEGABYTES] [whatsapp|messenger|sms]`
//!
//! The text is made up as it is read, so that it takes no memory of its own; the time of making
//! it alone is measured first and taken off.

#![expect(clippy::print_stdout, reason = "a program")]

use std::io::{self, Read};
use std::time::Instant;

use chats::{ReadOptions, Source, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let megabytes: u64 = arguments.next().map_or(Ok(200), |number| number.parse())?;
    let form = match arguments.next().as_deref() {
        Some("messenger") => Form::Messenger,
        Some("sms") => Form::Sms,
        _ => Form::WhatsApp,
    };
    let bytes = megabytes * 1_000_000;

    let clock = Clock::start();
    io::copy(&mut MadeUp::new(form, bytes), &mut io::sink())?;
    let making = clock.seconds();
    let before = resident_megabytes();

    let clock = Clock::start();
    let source = Source::from_reader(MadeUp::new(form, bytes));
    let reading = read(source, &ReadOptions::default())?;
    let reading_alone = (clock.seconds() - making).max(0.01);

    let messages = || reading.conversations.iter().flat_map(|one| &one.messages);
    let count = messages().count();
    let words: usize = messages().map(|message| message.text.len()).sum();
    println!(
        "{megabytes} MB as {}, {count} messages with {} MB of words",
        reading.format,
        words / 1_000_000
    );
    println!(
        "{:.0} MB/s ({reading_alone:.2} s of this program; making the text took {making:.2} s more)",
        megabytes as f64 / reading_alone
    );
    println!("peak resident {:?} MB, {:?} MB before reading", resident_megabytes(), before);
    for warning in &reading.warnings {
        println!("warning: {}", warning.code);
    }
    Ok(())
}

/// The time that this program itself has run, so that a busy machine does not count; where the
/// system does not say, the time on the wall.
struct Clock {
    wall: Instant,
    ticks: Option<u64>,
}

impl Clock {
    fn start() -> Clock {
        Clock { wall: Instant::now(), ticks: Clock::ticks() }
    }

    /// Hundredths of a second of work, by Linux's account.
    fn ticks() -> Option<u64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2);
        Some(fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum())
    }

    fn seconds(&self) -> f64 {
        match self.ticks.zip(Clock::ticks()) {
            Some((start, end)) => (end - start) as f64 / 100.0,
            None => self.wall.elapsed().as_secs_f64(),
        }
    }
}

#[derive(Clone, Copy)]
enum Form {
    WhatsApp,
    Messenger,
    Sms,
}

const WORDS: &[&str] = &[
    "Con tan học chưa?",
    "Dạ rồi ạ",
    "mẹ ơi 16:00 mẹ đón con ở cổng B nhé",
    "ok",
    "Mai nộp bài: Toán",
    "haha 😀😀",
    "để con hỏi cô Lan rồi con nhắn lại cho mẹ nha, chắc là được thôi ạ",
    "<Bỏ qua Media>",
    "see you at the library after school, bring the second book please",
    "uh",
    "đi học về nhớ mua sữa\ncả bánh mì nữa",
];
const NAMES: &[&str] = &["Mẹ", "Bống 🐟", "Bố", "Cô Lan"];

/// An export of so many bytes.
struct MadeUp {
    form: Form,
    left: u64,
    number: u64,
    ready: Vec<u8>,
    position: usize,
}

impl MadeUp {
    fn new(form: Form, bytes: u64) -> MadeUp {
        let head = match form {
            Form::WhatsApp => "",
            Form::Messenger => "{\"participants\":[],\"messages\":[",
            Form::Sms => "<?xml version='1.0'?>\n<smses>\n",
        };
        MadeUp { form, left: bytes, number: 0, ready: head.as_bytes().to_vec(), position: 0 }
    }

    fn next_message(&self) -> String {
        let number = self.number;
        let at = |list: &[&'static str], step: u64| {
            list.get(usize::try_from(number * step % list.len() as u64).unwrap_or(0))
                .copied()
                .unwrap_or("")
        };
        let (name, words) = (at(NAMES, 3), at(WORDS, 7));
        let minute = number / 4;
        match self.form {
            Form::WhatsApp => {
                let (day, month, year) =
                    (minute / 1440 % 28 + 1, minute / 40_320 % 12 + 1, 20 + minute / 483_840);
                format!(
                    "{day:02}/{month:02}/20{year:02}, {:02}:{:02} - {name}: {words}\n",
                    minute / 60 % 24,
                    minute % 60
                )
            }
            Form::Messenger => {
                let comma = if number == 0 { "" } else { "," };
                let words = words.replace('\n', "\\n");
                format!(
                    "{comma}\n{{\"sender_name\":\"{name}\",\"timestamp_ms\":{},\"content\":\"{words}\",\"is_geoblocked_for_viewer\":false}}",
                    1_700_000_000_000 + minute * 60_000
                )
            }
            Form::Sms => {
                let words = words.replace('<', "&lt;").replace('\n', "&#10;");
                format!(
                    "<sms protocol=\"0\" address=\"+849000000{:02}\" date=\"{}\" type=\"{}\" subject=\"null\" body=\"{words}\" toa=\"null\" read=\"1\" contact_name=\"{name}\" />\n",
                    number % 20,
                    1_700_000_000_000 + minute * 60_000,
                    number % 2 + 1
                )
            }
        }
    }
}

impl Read for MadeUp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.ready.len() && self.left > 0 {
            self.ready.clear();
            self.position = 0;
            while self.ready.len() < 60_000 && self.left > 0 {
                let message = self.next_message();
                self.number += 1;
                self.left = self.left.saturating_sub(message.len() as u64);
                self.ready.extend(message.as_bytes());
            }
            if self.left == 0 {
                let tail = match self.form {
                    Form::WhatsApp => "",
                    Form::Messenger => "]}",
                    Form::Sms => "</smses>",
                };
                self.ready.extend(tail.as_bytes());
            }
        }
        let read = self.ready.get(self.position..).unwrap_or_default().read(buffer)?;
        self.position += read;
        Ok(read)
    }
}

/// The most memory that this program has taken so far, where the system says it.
fn resident_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1000)
}
