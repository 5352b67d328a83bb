//! `lachan serve`: starts quickly, answers, stops when told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::kit::{command, lachan};

/// A server on a free port, and how long it took to say where.
struct Serving {
    child: Child,
    address: String,
    started_in: Duration,
}

impl Serving {
    fn start() -> Serving {
        let started = Instant::now();
        let mut child = command(&["serve", "--bind", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let stderr = child.stderr.as_mut().expect("a pipe");
        BufReader::new(stderr).read_line(&mut line).expect("the address is said");
        let started_in = started.elapsed();
        let after = line.split("http://").nth(1).expect("an address").to_owned();
        let address = after.split('/').next().expect("an address").to_owned();
        Serving { child, address, started_in }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_pages_are_there_soon_after_the_start() {
    let serving = Serving::start();
    assert!(serving.started_in < Duration::from_secs(2), "{:?}", serving.started_in);
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(serving.get("/vi/").contains("111"));
    assert!(serving.get("/en/").contains("111"));
}

#[test]
fn a_taken_address_is_said_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = lachan(&["serve", "--bind", &address]).expect(74);
    assert!(run.err.contains(&address) && run.err.contains("--bind"), "{}", run.err);
}
