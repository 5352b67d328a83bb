//! `lachan serve`: the pages and the HTTP API.

use std::net::SocketAddr;

use text::Language;
use web::{Options, ServeError, Server};

use crate::exit::{Exit, Failure, Outcome, io_reason, tell, tell_more};
use crate::language::{say, spoken};
use crate::options::options;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        long, value_name = "ADDRESS", default_value = "127.0.0.1:7111", help_heading = options(),
        hide_default_value = true,
        help = say(
            "Địa chỉ và cổng (mặc định 127.0.0.1:7111: chỉ máy này mở được)",
            "Address and port (default 127.0.0.1:7111: this computer only)",
        ),
    )]
    bind: SocketAddr,

    #[arg(
        long, help_heading = options(),
        help = say("Mở trang trong trình duyệt", "Open the page in a browser"),
    )]
    open: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::input_output(io_reason(&error)))?;
    runtime.block_on(serve(arguments)).map_err(failure)?;
    Ok(Exit::Done)
}

async fn serve(arguments: &Arguments) -> Result<(), ServeError> {
    let server = Server::bind(Options { bind: arguments.bind }).await?;
    let page = page(server.address());
    announce(&page, server.address());
    if arguments.open && open::that_detached(&page).is_err() {
        tell(say(
            "không tự mở được trình duyệt; anh/chị mở địa chỉ trên giúp nhé",
            "no browser could be opened; please open the address above yourself",
        ));
    }
    server.run().await
}

/// The address as one types it: a server on every address is reached on this machine's own.
fn page(address: SocketAddr) -> String {
    match address.ip().is_unspecified() {
        true => format!("http://127.0.0.1:{}/", address.port()),
        false => format!("http://{address}/"),
    }
}

fn announce(page: &str, address: SocketAddr) {
    tell(&match spoken() {
        Language::Vi => format!("Lá Chắn đang chạy ở {page} · nhấn Ctrl-C để dừng"),
        Language::En => format!("Lá Chắn is at {page} · press Ctrl-C to stop"),
    });
    if !address.ip().is_loopback() {
        tell_more(say(
            "Máy khác trong mạng cũng mở được trang này. Trang không có mật khẩu và không mã hoá \
             đường truyền.",
            "Other computers on the network can open this page too. It has no password, and what \
             is sent to it is not encrypted.",
        ));
    }
}

fn failure(error: ServeError) -> Failure {
    match error {
        ServeError::Bind { address, source } => {
            let reason = match source.kind() {
                std::io::ErrorKind::AddrInUse => say(
                    "đã có chương trình khác dùng địa chỉ này",
                    "another program is using this address",
                )
                .to_owned(),
                _ => io_reason(&source),
            };
            Failure::input_output(format!("{address}: {reason}")).advise(say(
                "Thử cổng khác: lachan serve --bind 127.0.0.1:7112",
                "Try another port: lachan serve --bind 127.0.0.1:7112",
            ))
        }
        ServeError::Listen(error) => Failure::input_output(io_reason(&error)),
    }
}
