//! What listening costs without the reader, for profilers:
//!
//!     valgrind --tool=callgrind target/release/examples/listen 1 FILE.jsonl…
//!
//! The number says how many times each message is heard.

#![expect(clippy::print_stdout, reason = "a program")]

use engine::{Engine, Request};
use train::Set;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: usize = arguments.next().ok_or("how many times?")?.parse()?;
    let engine = Engine::bundled().without_reader();
    let mut listener = engine.listener(Request::default());
    let (mut heard, mut levels) = (0, 0);
    for path in arguments {
        let set = Set::read(path.as_ref())?;
        let conversations: Vec<_> = set.conversations.iter().map(|it| it.conversation()).collect();
        for _ in 0..times {
            for conversation in &conversations {
                listener.begin(Request::default());
                for message in &conversation.messages {
                    levels += listener.hear(message) as usize;
                    heard += 1;
                }
            }
        }
    }
    println!("{heard} messages, {levels}");
    Ok(())
}
