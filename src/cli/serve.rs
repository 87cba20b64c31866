//! `loopbook serve`: the site in a browser while its text is written.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use jiff::Zoned;

use super::history::HistoryOptions;
use super::terminal::Terminal;
use super::{Outcome, Workplace};
use crate::report::counted;
use crate::serve::{self, Notice};

/// Where it listens unless it is told otherwise.
const PORT: u16 = 4747;

/// What `serve` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is written: pages are made when a browser asks for them. The private side is at /private/, the
public one at /public/ as it would be published; while there are errors, `build` would refuse to
write it, and the page says so.")]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    /// The port to listen at [default: 4747, or the next one that is free]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// The address to listen at. Whoever reaches any but the default can read the private side
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let disk = options.history.open(&options.workplace)?;
    if !options.host.is_loopback() {
        terminal.say(&format!(
            "warning: whoever can reach {} can read everything in this workbook, the private side included",
            options.host
        ));
    }
    let as_of = options.workplace.as_of;
    let color = terminal.color();
    serve::serve(
        serve::Options {
            disk,
            address: SocketAddr::new(options.host, options.port.unwrap_or(PORT)),
            may_move: options.port.is_none(),
            today: Box::new(move || as_of.unwrap_or_else(|| Zoned::now().date())),
        },
        Box::new(move |notice| Terminal::new(color).say(&said(&notice))),
    )?;
    Ok(0)
}

fn said(notice: &Notice) -> String {
    match notice {
        Notice::Listens(address) => {
            format!("Serving at http://{address}/ and reading the workbook; Ctrl-C ends it.")
        }
        Notice::Ready { documents, took } => {
            format!(
                "{} read in {}.",
                counted(*documents, "document"),
                shown(*took)
            )
        }
        Notice::Judged {
            errors: 0,
            warnings: 0,
            took,
        } => format!("No findings, after {}.", shown(*took)),
        Notice::Judged {
            errors,
            warnings,
            took,
        } => format!(
            "{} and {}, after {}; the browser shows them.",
            counted(*errors, "error"),
            counted(*warnings, "warning"),
            shown(*took)
        ),
        Notice::Failed(why) => format!("The site cannot be shown: {why}"),
    }
}

/// A time as people say it.
fn shown(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}
