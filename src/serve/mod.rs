//! `loopbook serve`: the site in a browser while its text is written.
//!
//! Nothing is written to a disk. One thread, the engine, reads the workbook whenever something
//! of it changed and renders the pages that somebody asks for; the server hands it the requests
//! and tells browsers what is new. A page is announced before the claims of the workbook are
//! judged, since that takes longer than rendering it; the findings follow.
//!
//! What is asked for is looked up among the pages and files of the site. No path of a request ever
//! reaches the file system.

mod address;
mod answer;
mod engine;
mod overlay;
mod server;
mod shown;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Date;

use crate::source::{Disk, SourceError};

/// What a server is to do.
pub struct Options {
    /// The workbook.
    pub disk: Disk,
    /// Where to listen.
    pub address: SocketAddr,
    /// Whether the next ports are tried where this one is taken.
    pub may_move: bool,
    /// Tells which day it is.
    pub today: Box<dyn Fn() -> Date + Send>,
}

/// What a server has to say.
#[derive(Debug, Clone)]
pub enum Notice {
    /// It listens at this address.
    Listens(SocketAddr),
    /// The workbook was read and its pages can be asked for.
    Ready {
        /// How many documents there are.
        documents: usize,
        /// How long that took, from the moment the change was seen.
        took: Duration,
    },
    /// The workbook was judged.
    Judged {
        /// Errors.
        errors: usize,
        /// Warnings.
        warnings: usize,
        /// How long that took, from the moment the change was seen.
        took: Duration,
    },
    /// The site cannot be shown, and why; what is served says so until that is mended.
    Failed(String),
}

/// What keeps a server from running.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Nobody can listen there.
    #[error("cannot listen at {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// Changes of the files cannot be followed.
    #[error("cannot watch `{path}`: {error}")]
    Watch {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        error: notify::Error,
    },
    /// The workbook cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The operating system refused something else.
    #[error("cannot serve: {0}")]
    Io(#[from] io::Error),
}

/// Serves until the process is asked to stop, and says on the way what happens.
///
/// # Errors
/// Where the address is taken or the workbook cannot be watched. What is wrong with the workbook
/// is shown in the browser.
pub fn serve(options: Options, say: Box<dyn Fn(Notice) + Send + Sync>) -> Result<(), ServeError> {
    server::run(options, say.into())
}
