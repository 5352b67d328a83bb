//! Exports as nobody meant them: real ones, cut, spliced, repeated and strewn with what parsers
//! stumble over. A generator and not a coverage-guided fuzzer, so it runs wherever the tests do;
//! `fuzz/` holds the guided ones. How both are used: `docs/fuzzing.md`.

#[path = "../files/mod.rs"]
mod files;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use files::files;

/// Of a large seed only so much is taken: damage is found in small files first.
const LONGEST: usize = 6 * 1024;

/// How much is taken: `LACHAN_FUZZ_LONGEST` bytes, or as much as usual.
fn longest() -> usize {
    static LONGEST_ASKED: OnceLock<usize> = OnceLock::new();
    *LONGEST_ASKED.get_or_init(|| number("LACHAN_FUZZ_LONGEST").map_or(LONGEST, |it| it as usize))
}

/// The number that an environment variable holds.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// What parsers stumble over, in any of the formats.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[",
    b"{\"a\":",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&",
    b"&amp;",
    b"&#x0;",
    b"&#55357;&#56832;",
    b"&#xD83D;",
    b"&b;",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\t",
    b",",
    b";",
    b":",
    b" - ",
    b"/",
    b".",
    b"  ",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\xC3\x28",
    b"\xED\xA0\x80",
    b"\\ud83d",
    b"\\u0000",
    b"\xE2\x80\x8E",
    b"\xE2\x80\xAF",
    b"\xE2\x80\xAE",
    b"\xCC\x81",
    b"99999999999999999999",
    b"-1",
    b"0",
    b"1e308",
    b"00:00",
    b"24:60:60",
    b"31/02/2024",
    b"29.02.1900",
    b"\xD9\xA3",
    b"null",
    b"true",
    b"PM",
    b"SA",
    b"From ",
    b"\n\n",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
    b"=?utf-8?B?",
    b"=\n",
    b"PK\x03\x04",
    b"\x1F\x8B",
    b"SQLite format 3\0",
];

/// A file to begin with: where it lies, and what is in it.
pub(crate) type Seed = (PathBuf, Vec<u8>);

/// Every fixture in these folders.
pub(crate) fn seeds(folders: &[PathBuf]) -> Vec<Seed> {
    let files = folders.iter().flat_map(|folder| files(folder));
    let seed = |path: PathBuf| {
        let mut bytes = fs::read(&path).expect("a fixture");
        bytes.truncate(longest());
        (path, bytes)
    };
    files.map(seed).collect()
}

/// A file of a few kilobytes that takes so long hangs, even on a busy machine.
const HANGS: Duration = Duration::from_secs(60);
/// How often a long run says how far it is.
const SAYS: u64 = 5_000_000;

/// Damages files and does with each what is asked, on all processors: `LACHAN_FUZZ_RUNS` of them, or
/// `usual`, counted from `LACHAN_FUZZ_FROM` on, or the one that `LACHAN_FUZZ_ONLY` names. Gives the
/// sum of what each gave.
///
/// What is made for a number may come with how it is to be read. One that panics or hangs ends the
/// test, names its number and leaves the file behind.
pub(crate) fn damage_all<How>(
    usual: u64,
    make: impl Fn(u64) -> (How, Vec<u8>) + Sync,
    try_out: impl Fn(How, &[u8]) -> u64 + Sync,
) -> u64 {
    if let Some(only) = number("LACHAN_FUZZ_ONLY") {
        let (how, bytes) = make(only);
        return try_out(how, &bytes);
    }
    let runs = number("LACHAN_FUZZ_RUNS").unwrap_or(usual);
    let first = number("LACHAN_FUZZ_FROM").unwrap_or(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    // What each worker is at, and since when.
    let at: Vec<Mutex<Option<(u64, Instant)>>> = (0..workers).map(|_| Mutex::default()).collect();
    let (next, sum, done, begun) =
        (AtomicU64::new(first), AtomicU64::new(0), AtomicBool::new(false), Instant::now());
    let give_up = |number: u64, how: &str| -> ! {
        let path = std::env::temp_dir().join(format!("lachan-fuzz-{number}.bin"));
        let kept = fs::write(&path, make(number).1).map(|()| path.display().to_string());
        eprintln!("file {number} {how}: {kept:?}; again with LACHAN_FUZZ_ONLY={number}");
        std::process::abort()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = at
            .iter()
            .map(|at| {
                let (next, sum, make, try_out, give_up) = (&next, &sum, &make, &try_out, &give_up);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= first + runs {
                            *at.lock().expect("nobody panics with it") = None;
                            return;
                        }
                        *at.lock().expect("nobody panics with it") = Some((number, Instant::now()));
                        let (how, bytes) = make(number);
                        match catch_unwind(AssertUnwindSafe(|| try_out(how, &bytes))) {
                            Ok(more) => sum.fetch_add(more, Ordering::Relaxed),
                            Err(_) => give_up(number, "panics"),
                        };
                        if number > first && number % SAYS == 0 {
                            eprintln!(
                                "{} files, {:.0} s",
                                number - first,
                                begun.elapsed().as_secs_f64()
                            );
                        }
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(200));
                for one in &at {
                    let one = *one.lock().expect("nobody panics with it");
                    if let Some((number, since)) = one
                        && since.elapsed() > HANGS
                    {
                        give_up(number, "hangs");
                    }
                }
            }
        });
        workers
            .into_iter()
            .for_each(|worker| worker.join().expect("a worker that gives up aborts"));
        done.store(true, Ordering::Relaxed);
    });
    let sum = sum.into_inner();
    eprintln!("{runs} files, {sum} conversations, {:.0} s", begun.elapsed().as_secs_f64());
    sum
}

/// Where damage comes from: the same number, the same damage.
pub(crate) struct Damage(TestRng);

impl Damage {
    pub(crate) fn number(number: u64) -> Damage {
        let mut seed = [0x5A; 16];
        seed[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
        seed[8..].copy_from_slice(&(!number).to_le_bytes());
        Damage(TestRng::from_seed(RngAlgorithm::XorShift, &seed))
    }

    /// A number below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end.max(1) as u64) as usize
    }

    /// A seed, or what is left of it and of another one.
    pub(crate) fn of(&mut self, seeds: &[&Seed]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].1.clone();
        for _ in 0..1 + self.below(6) {
            self.once(&mut bytes, seeds);
        }
        bytes
    }

    fn once(&mut self, bytes: &mut Vec<u8>, seeds: &[&Seed]) {
        let (from, to) = self.stretch(bytes.len());
        match self.below(10) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let again = bytes[from..to].to_vec();
                bytes.splice(to..to, again);
            }
            3 => {
                let bit = 1 << self.below(8);
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= bit;
                }
            }
            4 => {
                let value = self.0.next_u64() as u8;
                if let Some(byte) = bytes.get_mut(from) {
                    *byte = value;
                }
            }
            5 => bytes[from..to].reverse(),
            6 => {
                let other = &seeds[self.below(seeds.len())].1;
                let (start, end) = self.stretch(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            7 => {
                // Digits become other digits: times and lengths that never were.
                for byte in bytes[from..to].iter_mut().filter(|byte| byte.is_ascii_digit()) {
                    *byte = b'0' + (self.0.next_u64() % 10) as u8;
                }
            }
            8 => {
                let token = TOKENS[self.below(TOKENS.len())];
                let times = if self.below(8) == 0 { 1 + self.below(300) } else { 1 };
                bytes.splice(from..from, token.repeat(times));
            }
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                bytes.splice(from..to.min(from + 8), token.iter().copied());
            }
        }
        bytes.truncate(4 * longest());
    }

    /// A stretch of so many bytes, mostly a short one.
    fn stretch(&mut self, size: usize) -> (usize, usize) {
        let from = self.below(size + 1);
        let longest = if self.below(4) == 0 { size - from } else { (size - from).min(64) };
        (from, from + self.below(longest + 1))
    }
}
