//! Deep and wide input costs time in proportion to its size: each text is compiled and rendered at
//! two sizes, one ten times the other. Only the ratio counts, so the machine does not matter; what
//! is quadratic shows as a hundred.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::civil::date;
use loopbook::site::Site;
use loopbook::source::Memory;

/// The larger size, in units of the text.
const MANY: usize = 100_000;

/// More than ten for what is not exact about clocks and caches, far from a hundred.
const MOST: f64 = 35.0;

const CONFIG: &str = "edition: 1\ntitle: T\npeople: { mo: { name: Mo } }\n";
const FRONT: &str = "---\ntitle: T\nkind: page\nform: guide\nroute: playbook\nsummary: S\n---\n";

/// Compiles and renders a workbook whose one page holds `text`.
fn run(text: &str) {
    let mut world = Memory::new(date(2026, 11, 23));
    world.insert("workbook.yaml", CONFIG);
    world.insert("page.md", format!("{FRONT}{text}"));
    let done = loopbook::compile(&world).expect("memory can be read");
    let whole = Site::new(&done.workbook, &done.status, &world, Some(&done.public))
        .expect("templates work");
    for page in whole.pages() {
        black_box(whole.render(&page).expect("templates work"));
    }
}

fn best(text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        run(text);
        start.elapsed()
    };
    // Many short runs, few long ones: the best of them is the one that was not disturbed.
    let first = once();
    let more = if first < Duration::from_millis(50) {
        6
    } else {
        1
    };
    (0..more).map(|_| once()).fold(first, Duration::min)
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{}", line(at));
        text
    })
}

#[test]
fn ten_times_the_text_costs_about_ten_times_the_time() {
    type Text = fn(usize) -> String;
    let texts: &[(&str, Text)] = &[
        ("open brackets", |n| "[".repeat(n)),
        ("open images", |n| "![".repeat(n)),
        ("quotes", |n| ">".repeat(n) + "a"),
        ("list levels", |n| "- ".repeat(n) + "a"),
        ("stars", |n| "*a ".repeat(n)),
        ("backticks", |n| "` ".repeat(n)),
        ("tags", |n| "<b>".repeat(n)),
        ("braces", |n| "{".repeat(n)),
        ("headings", |n| {
            numbered(n / 10, |_| "## Same {#same}".to_owned())
        }),
        ("links to nothing", |n| {
            numbered(n / 10, |at| format!("[a](b{at}.md) "))
        }),
        ("footnotes", |n| {
            numbered(n / 10, |at| format!("a[^{at}]\n\n[^{at}]: b\n"))
        }),
        ("rows", |n| {
            format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(n / 10))
        }),
    ];
    let mut wrong = Vec::new();
    for (name, text) in texts {
        let small = best(&text(MANY / 10)).as_secs_f64();
        let large = best(&text(MANY)).as_secs_f64();
        let ratio = large / small.max(0.002);
        if ratio > MOST {
            wrong.push(format!(
                "{name}: {ratio:.0} times ({small:.3} s, {large:.3} s)"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
