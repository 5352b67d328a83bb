//! The pages alone, without the command: `cargo run -p lachan-web --example serve -- serve --bind
//! 127.0.0.1:7111`.

use std::net::SocketAddr;

use lachan_web::{Options, ServeError, Server};

#[tokio::main]
async fn main() -> Result<(), ServeError> {
    let asked = std::env::args().next_back().and_then(|address| address.parse::<SocketAddr>().ok());
    let options = asked.map_or_else(Options::default, |bind| Options { bind });
    Server::bind(options).await?.run().await
}
