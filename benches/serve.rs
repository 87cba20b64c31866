//! How long does a reader of `loopbook serve` wait after a file was saved?
//!
//! Starts the server over a generated [`corpus`], does what the script of a page does, and measures
//! from before a document is written until its page is there with what was written, and until the
//! findings of the whole workbook are. Only the time in which a browser draws is not in it. The goals:
//! a page within 200 ms at 1,000 documents and within 500 ms at 10,000.
//!
//! ```text
//! cargo bench --bench serve
//! cargo bench --bench serve -- --documents 2000 --rounds 40
//! ```
//!
//! Without `--bench`, which `cargo bench` passes and `cargo test` does not, three rounds over sixty
//! documents show that everything still runs.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark tells its results"
)]

#[allow(dead_code, reason = "shared between benchmarks")]
mod arguments;
#[allow(dead_code, reason = "shared with the benchmark of throughput")]
mod corpus;
#[allow(dead_code, reason = "shared with the benchmark of throughput")]
mod place;

use std::error::Error;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use arguments::Arguments;
use place::Place;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The document that is saved, which every corpus has.
const DOCUMENT: &str = "desk-0000/page-14";

/// How long anything may take before it counts as never.
const NEVER: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    arguments::run("serve", bench)
}

fn bench(arguments: &Arguments) -> Fallible<()> {
    let is_bench = arguments.is_bench();
    let sizes = match arguments.number("--documents")? {
        Some(documents) => vec![documents],
        None if is_bench => vec![1000, 10_000],
        None => vec![60],
    };
    let rounds = arguments
        .number("--rounds")?
        .unwrap_or(if is_bench { 20 } else { 3 });
    println!("documents | page, median | page, slowest | findings, median | start");
    for documents in sizes {
        let place = Place::new(arguments.given("--keep"))?;
        measure(&place.corpus(documents)?, documents, rounds)?;
    }
    Ok(())
}

fn measure(corpus: &Path, documents: usize, rounds: usize) -> Fallible<()> {
    let path = corpus.join(format!("{DOCUMENT}.md"));
    let text = fs::read_to_string(&path)?;
    let route = text.lines().find_map(|line| line.strip_prefix("route: "));
    let page = format!("/private/{}/{DOCUMENT}.html", route.unwrap_or("memory"));
    let begun = Instant::now();
    let server = Server::start(corpus)?;
    let mut events = server.events()?;
    events.until(|news| news.contains("\"judged\":true"))?;
    let start = begun.elapsed();
    let (mut pages, mut findings) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let word = format!("saved-in-round-{round}");
        let saved = Instant::now();
        fs::write(&path, format!("{text}\n{word}\n"))?;
        events.until(|news| news.contains("\"judged\":false"))?;
        server.ask("HEAD", &page)?;
        if !server.ask("GET", &page)?.contains(&word) {
            return Err(format!("{page} was announced without `{word}`").into());
        }
        pages.push(saved.elapsed());
        events.until(|news| news.contains("\"judged\":true"))?;
        findings.push(saved.elapsed());
    }
    drop(server);
    fs::write(&path, text)?;
    pages.sort_unstable();
    findings.sort_unstable();
    let slowest = pages.last().copied().unwrap_or_default();
    let (page, found) = (pages[rounds / 2], findings[rounds / 2]);
    println!(
        "{documents:9} | {:9} ms | {:10} ms | {:13} ms | {:.2} s",
        page.as_millis(),
        slowest.as_millis(),
        found.as_millis(),
        start.as_secs_f64()
    );
    Ok(())
}

/// A running server.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(workbook: &Path) -> Fallible<Self> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_loopbook"))
            .args([
                "serve",
                "--port",
                "0",
                "--no-history",
                "--as-of",
                "2026-11-23",
            ])
            .current_dir(workbook)
            .stderr(Stdio::piped())
            .spawn()?;
        let messages = process.stderr.take().ok_or("it says nothing")?;
        let mut messages = BufReader::new(messages);
        let mut first = String::new();
        messages.read_line(&mut first)?;
        // Somebody has to read what it says, or it would wait for that.
        std::thread::spawn(move || std::io::copy(&mut messages, &mut std::io::sink()));
        let address = first.split('/').nth(2).ok_or("it does not say where")?;
        Ok(Self {
            process,
            address: address.to_owned(),
        })
    }

    fn connect(&self) -> Fallible<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(NEVER))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    fn ask(&self, method: &str, path: &str) -> Fallible<String> {
        let mut stream = self.connect()?;
        let host = &self.address;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    fn events(&self) -> Fallible<Events> {
        let mut stream = self.connect()?;
        let host = &self.address;
        write!(
            stream,
            "GET /_loopbook/events HTTP/1.1\r\nHost: {host}\r\n\r\n"
        )?;
        Ok(Events(BufReader::new(stream).lines()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The line on which a server says what is new.
struct Events(Lines<BufReader<TcpStream>>);

impl Events {
    fn until(&mut self, is_awaited: impl Fn(&str) -> bool) -> Fallible<()> {
        for line in &mut self.0 {
            let line = line?;
            if line.starts_with("data: ") && is_awaited(&line) {
                return Ok(());
            }
        }
        Err("the server ended".into())
    }
}
