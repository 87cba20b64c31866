//! The two output streams: results go to standard output, messages to standard error.

use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

use super::Color;
use crate::report::{Style, printable};

/// The widest line that is laid out, and the width where none can be told.
const WIDTH: usize = 100;

/// Where a command writes.
pub(super) struct Terminal {
    out: BufWriter<Stdout>,
    messages: Stderr,
    color: Color,
}

impl Terminal {
    /// The process's own streams.
    pub(super) fn new(color: Color) -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
            messages: io::stderr(),
            color,
        }
    }

    /// When it uses colour.
    pub(super) const fn color(&self) -> Color {
        self.color
    }

    /// Standard output.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes what was buffered.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Says something about the run on standard error, in one line: arguments, paths and what the
    /// system says of them go through here too, so nothing of it acts on a terminal or a runner.
    pub(super) fn say(&mut self, message: &str) {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(self.messages, "{}", printable(message));
    }

    /// Says what is going on, in a line that the next one takes the place of; only to people.
    pub(super) fn progress(&mut self, what: &str) {
        if self.messages.is_terminal() {
            let _ = write!(self.messages, "\r\x1b[2K{} …", printable(what));
            let _ = self.messages.flush();
        }
    }

    /// Takes the line of [`Terminal::progress`] away.
    pub(super) fn progress_ends(&mut self) {
        if self.messages.is_terminal() {
            let _ = write!(self.messages, "\r\x1b[2K");
            let _ = self.messages.flush();
        }
    }

    /// Asks something on standard error; the answer comes behind it.
    pub(super) fn ask(&mut self, question: &str) {
        let _ = self.out.flush();
        let _ = write!(self.messages, "{question}");
    }

    /// Says what kept the command from running.
    pub(super) fn complain(&mut self, message: &str) {
        let _ = self.out.flush();
        self.say(&format!("loopbook: {message}"));
    }

    /// How a report may look; `show_source` asks for lines of the sources in any case.
    pub(super) fn style(&self, show_source: bool) -> Style {
        let is_terminal = io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !plain,
        };
        let width = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        let width = width.unwrap_or(WIDTH).clamp(40, WIDTH);
        Style {
            color,
            source: show_source || is_terminal,
            width,
        }
    }
}

/// Whether an error only says that nobody reads the output any more, as behind `| head`.
pub(super) fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
