use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::app::{App, Hosts};
use crate::router::router;

/// How to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where to listen; port 0 takes a free one. On a loopback address only this machine is
    /// answered.
    pub bind: SocketAddr,
}

impl Default for Options {
    /// This machine alone, port 7111.
    fn default() -> Options {
        Options { bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 7111)) }
    }
}

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not one of this machine's.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system ended the listening.
    #[error("stopped listening: {0}")]
    Listen(#[from] io::Error),
}

/// A server that listens, but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: App,
}

impl Server {
    /// Takes the address, and loads what the pages need.
    ///
    /// # Errors
    /// [`ServeError::Bind`] where the address cannot be had.
    pub async fn bind(options: Options) -> Result<Server, ServeError> {
        let bound = TcpListener::bind(options.bind)
            .await
            .and_then(|listener| listener.local_addr().map(|address| (listener, address)));
        let (listener, address) =
            bound.map_err(|source| ServeError::Bind { address: options.bind, source })?;
        let hosts = if address.ip().is_loopback() { Hosts::Loopback } else { Hosts::Any };
        Ok(Server { listener, address, app: App::new(hosts) })
    }

    /// The address it listens on, with the port it really has.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is told to stop (Ctrl-C, SIGTERM), then lets what runs end.
    ///
    /// # Errors
    /// [`ServeError::Listen`] where the system ends it.
    pub async fn run(self) -> Result<(), ServeError> {
        axum::serve(self.listener, router(self.app)).with_graceful_shutdown(told_to_stop()).await?;
        Ok(())
    }
}

/// Listens and answers until the process is told to stop.
///
/// # Errors
/// Those of [`Server::bind`] and [`Server::run`].
pub async fn serve(options: Options) -> Result<(), ServeError> {
    Server::bind(options).await?.run().await
}

async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
