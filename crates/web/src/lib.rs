//! The pages and the HTTP API.
//!
//! [`serve`] is the whole program; [`router`] is the same without a socket, for tests and for
//! those who embed it. Nothing that is sent to be read is kept or logged: it lives in memory for
//! as long as one request does.

mod api;
mod app;
mod assets;
mod country;
mod design;
mod guard;
mod help;
mod language;
mod learn;
mod lessons;
mod offline;
mod pages;
mod practice;
mod reading;
mod router;
mod server;
mod sheets;
mod site;
mod transfer;
mod trouble;
mod words;

pub use app::{App, Hosts};
pub use router::router;
pub use server::{Options, ServeError, Server, serve};
pub use site::{SiteError, write_site};
