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

/// Compiles and renders a workbook with these files.
fn run(files: &Files) {
    let mut world = Memory::new(date(2026, 11, 23));
    world.insert("workbook.yaml", CONFIG);
    for (path, text) in files {
        world.insert(path.as_str(), text.as_str());
    }
    let done = loopbook::compile(&world).expect("memory can be read");
    let whole = Site::new(
        &done.workbook,
        &done.status,
        &done.approvals,
        &done.private_files,
        &world,
        Some(&done.public),
    )
    .expect("templates work");
    for page in whole.pages() {
        black_box(whole.render(&page).expect("templates work"));
    }
}

fn best(files: &Files) -> Duration {
    let once = || {
        let start = Instant::now();
        run(files);
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

/// Files by their path.
type Files = Vec<(String, String)>;

/// A text of about so many bytes.
type Text = fn(usize) -> String;

/// What is measured: a name, and the text of a public page.
const PAGES: &[(&str, Text)] = &[
    ("open brackets", |n| "[".repeat(n)),
    ("open images", |n| "![".repeat(n)),
    ("quotes", |n| ">".repeat(n) + "a"),
    ("list levels", |n| "- ".repeat(n) + "a"),
    ("stars", |n| "*a ".repeat(n)),
    ("backticks", |n| "` ".repeat(n)),
    ("tags", |n| "<b>".repeat(n)),
    ("tags that stay", |n| "<kbd>".repeat(n / 5)),
    ("tags that end nothing", |n| "</kbd>a".repeat(n / 5)),
    ("elements that stay", |n| "<details>\n".repeat(n / 5)),
    ("summaries", |n| "<details><summary>a\n\n".repeat(n / 10)),
    ("elements that go", |n| "<svg>".repeat(n / 5)),
    ("blocks of them", |n| "<div><svg>\n\n".repeat(n / 10)),
    ("comments", |n| "a <!-- b --> ".repeat(n / 10)),
    ("open comments", |n| "<!-- ".repeat(n / 5)),
    ("open comments, in blocks", |n| {
        "<div><!-- \n\n".repeat(n / 10)
    }),
    ("data", |n| "<![CDATA[".repeat(n / 5)),
    ("instructions", |n| "<?a ".repeat(n / 4)),
    ("blocks before a long end", |n| {
        "<div>\n\n".repeat(n / 10) + &"\n".repeat(n)
    }),
    ("braces", |n| "{".repeat(n)),
    ("routes", |n| "{route=memory} ".repeat(n / 15)),
    ("backslashes", |n| "\\".repeat(n) + "<!--"),
    ("entities", |n| "&#x41;&amp;".repeat(n / 10)),
    ("headings with an anchor", |n| {
        numbered(n / 10, |_| "## Same {#same}".to_owned())
    }),
    ("headings", |n| numbered(n / 10, |_| "## Same".to_owned())),
    ("headings in sections", |n| {
        numbered(n / 10, |at| format!("{} a", "#".repeat(1 + at % 6)))
    }),
    ("private sections", |n| {
        numbered(n / 20, |_| "## Same {route=memory}\n\n## Other".to_owned())
    }),
    ("headings that look private", |n| {
        numbered(n / 20, |_| "## Same (route=memory)".to_owned())
    }),
    ("lines that look like headings", |n| {
        numbered(n / 20, |at| {
            format!("{}a (route=memory)", "#".repeat(1 + at % 9))
        })
    }),
    ("lines that look like headings, in a private section", |n| {
        "# Same {route=memory}\n".to_owned()
            + &numbered(n / 20, |_| {
                "> ## Same (route=memory)\n\nSame\n---".to_owned()
            })
    }),
    ("one line that looks like a heading", |n| {
        "#".to_owned() + &"route= ".repeat(n / 7)
    }),
    ("a heading of routes", |n| {
        "# ".to_owned() + &"(route=a) ".repeat(n / 10)
    }),
    ("a heading of signs", |n| {
        "# a (".to_owned() + &"= < & | ".repeat(n / 8)
    }),
    ("marks before nothing", |n| "\\| ".repeat(n / 3)),
    ("fences", |n| "```\n# a\n```\n\n".repeat(n / 12)),
    ("fences that never close, in lists", |n| {
        "- ```\n  # a {route=memory}\n\n".repeat(n / 25)
    }),
    ("links to nothing", |n| {
        numbered(n / 10, |at| format!("[a](b{at}.md) "))
    }),
    ("links to one missing file", |n| "[a](b.md) ".repeat(n / 10)),
    ("links to one missing heading", |n| {
        "[a](page.md#b) ".repeat(n / 15)
    }),
    ("links that are defined", |n| {
        numbered(n / 20, |at| format!("[a{at}]\n\n[a{at}]: b{at}.md"))
    }),
    ("footnotes", |n| {
        numbered(n / 10, |at| format!("a[^{at}]\n\n[^{at}]: b\n"))
    }),
    ("footnotes that nothing uses", |n| {
        numbered(n / 10, |at| format!("[^{at}]: b\n"))
    }),
    ("footnotes of footnotes", |n| {
        numbered(n / 10, |at| format!("[^{at}]: b[^{}]\n", at + 1))
    }),
    ("one footnote", |n| "a[^1] ".repeat(n / 6) + "\n\n[^1]: b\n"),
    ("rows", |n| {
        format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(n / 10))
    }),
    ("columns", |n| {
        format!("|{}\n|{}\n", "a|".repeat(n / 10), "-|".repeat(n / 10))
    }),
    ("a long line", |n| "word ".repeat(n / 5)),
    ("hidden characters", |n| "[a](\u{200b}.md) ".repeat(n / 15)),
];

/// The same for whole documents.
const DOCUMENTS: &[(&str, Text)] = &[
    ("a table of faults", |n| {
        let rows = "| soon | x | y | z |\n".repeat(n / 20);
        format!("{INSTRUMENT}| Date | Value | Exceptions | Review |\n|-|-|-|-|\n{rows}")
    }),
    ("a table of runs", |n| {
        let rows = "| 2026-10-16 | 8 | 4 | 35 |\n".repeat(n / 20);
        format!("{INSTRUMENT}| Date | Value | Exceptions | Review |\n|-|-|-|-|\n{rows}")
    }),
    ("steps", |n| {
        format!("{INSTRUMENT}{}", "### Compare\n\n".repeat(n / 20))
    }),
    ("misspelt steps", |n| {
        format!("{INSTRUMENT}{}", "### Comparo\n\n".repeat(n / 20))
    }),
    ("lines that look like steps", |n| {
        let front = INSTRUMENT.replacen("owner", "route: playbook\nowner", 1);
        format!("{front}{}", "> ### Evidence\n\nSame\n---\n".repeat(n / 25))
    }),
    ("fences that never close", |n| {
        format!("---\ntitle: T\n{}", "a: b\n".repeat(n / 5))
    }),
];

/// And for front matter, which has a smaller budget.
const FRONTS: &[(&str, Text)] = &[
    ("allowed findings", |n| {
        let one = "  - { rule: broken-link, because: a, until: 2027-01-01 }\n";
        format!(
            "title: T\nkind: page\nallow:\n{}",
            one.repeat(n / one.len())
        )
    }),
    ("tags in front matter", |n| {
        format!("title: T\nkind: page\ntags: [{}]", "a, ".repeat(n / 3))
    }),
    ("unknown keys", |n| {
        numbered(n / 10, |at| format!("titel{at}: b"))
    }),
    ("the same key", |n| "title: b\n".repeat(n / 10)),
    ("brackets in front matter", |n| {
        format!("title: {}", "[".repeat(n))
    }),
    ("quotes in front matter", |n| {
        format!("title: \"{}", "\\\"".repeat(n / 2))
    }),
];

/// And for drawings that public text shows.
const DRAWINGS: &[(&str, Text)] = &[
    ("shapes", |n| "<rect width='1' height='1'/>".repeat(n / 28)),
    ("uses of a part", |n| {
        let part = "<symbol id='a'><rect width='1' height='1'/></symbol>";
        format!("{part}{}", "<use href='#a'/>".repeat(n / 16))
    }),
    ("parts that use parts", |n| {
        let parts = numbered(n / 40, |at| {
            format!("<g id='a{at}'><use href='#a{}'/></g>", at + 1)
        });
        format!("<defs>{parts}</defs><use href='#a0'/>")
    }),
    ("letters", |n| {
        numbered(n / 30, |at| format!("<text x='{at}' y='9'>a</text>"))
    }),
    ("pieces of a text", |n| {
        let pieces = numbered(n / 30, |at| format!("<tspan x='{at}'>a</tspan>"));
        format!("<text>{pieces}</text>")
    }),
    ("places of letters", |n| {
        format!("<text x='{}'>a</text>", "1 ".repeat(n / 2))
    }),
    ("rules", |n| {
        let rules = numbered(n / 30, |at| format!(".a{at}{{fill:red}}"));
        let groups = numbered(n / 30, |at| format!("<g class='a{at}'/>"));
        format!("<style>{rules}</style>{groups}")
    }),
    ("one rule for all", |n| {
        format!("<style>g g *{{fill:red}}</style>{}", "<g/>".repeat(n / 4))
    }),
    ("rules that do not end", |n| {
        format!("<style>{}</style>", "@media (a){".repeat(n / 11))
    }),
    ("rules without end", |n| {
        format!("<style>{}</style>", "@a;".repeat(n / 3))
    }),
    ("brackets", |n| {
        format!("<style>a{}{{fill:red}}</style>", ":not(".repeat(n / 5))
    }),
    ("selectors", |n| {
        format!("<style>{}{{fill:red}}</style><g/>", "a,".repeat(n / 2))
    }),
    ("parts of a selector", |n| {
        format!(
            "<style>{}g{{fill:red}}</style><g><g/></g>",
            "g ".repeat(n / 2)
        )
    }),
    ("declarations", |n| {
        format!("<g style='{}'/>", "fill:red;".repeat(n / 9))
    }),
    ("references", |n| {
        format!("<g id='a' style='fill:{}'/>", "url(#b) ".repeat(n / 8))
    }),
    ("paints", |n| {
        format!(
            "<text y='9' style='fill:{}'>a</text>",
            "var(--a,".repeat(n / 8)
        )
    }),
    ("steps of a transform", |n| {
        format!(
            "<g transform='{}'><rect width='1' height='1'/></g>",
            "scale(1)".repeat(n / 8)
        )
    }),
    ("a path", |n| {
        format!("<path d='M0 0{}'/>", "h1v1".repeat(n / 4))
    }),
    ("what cuts", |n| {
        let shapes = "<rect width='1' height='1'/>".repeat(n / 60);
        let cut = "<g clip-path='url(#c)'/>".repeat(n / 60);
        format!("<clipPath id='c'>{shapes}</clipPath>{cut}")
    }),
    ("titles", |n| "<g><title>a</title></g>".repeat(n / 23)),
    ("stops", |n| {
        let stops = "<stop stop-opacity='0'/>".repeat(n / 60);
        let texts = "<text y='9' fill='url(#g)'>a</text>".repeat(n / 60);
        format!("<linearGradient id='g'>{stops}</linearGradient>{texts}")
    }),
];

/// And for `workbook.yaml`, beside a page that makes most of it.
const CONFIGS: &[(&str, Text, Text)] = &[
    (
        "one long glob",
        |n| format!("ignore: [\"{}\"]", "x".repeat(n)),
        |_| String::new(),
    ),
    (
        "alternatives",
        |n| format!("ignore: [\"{}\"]", "{a,b}".repeat(n / 5)),
        |_| String::new(),
    ),
    (
        "many globs",
        |n| format!("ignore: [{}]", "\"?*a\", ".repeat(n / 7)),
        |_| String::new(),
    ),
    (
        "terms that end alike",
        |n| format!("protected_terms: [{}]", alike(n)),
        |n| "a ".repeat(n / 2),
    ),
    (
        "terms of the same letters",
        |n| format!("protected_terms: [{}]", same_letters(n)),
        |n| "abcdefghijklmnop ".repeat(n / 17),
    ),
    (
        "a page that says one term",
        |_| "protected_terms: [ab]".to_owned(),
        |n| "ab ".repeat(n / 3),
    ),
    (
        "people",
        |n| {
            let people = (0..n / 30).fold(String::new(), |text, at| {
                text + &format!("p{at}: {{ name: A }}, ")
            });
            format!(
                "agents: {{ {} }}",
                people.replace("name: A", "name: A, owner: mo")
            )
        },
        |_| String::new(),
    ),
    (
        "columns of a team's step",
        |n| {
            let columns =
                (0..n / 12).fold(String::new(), |text, at| text + &format!("c{at}: text, "));
            format!(
                "jobs: {{ a: {{ title: A, steps: [{{ name: B, closed_when: {{ table: {{ columns: {{ {columns} }} }} }} }}] }} }}"
            )
        },
        |_| String::new(),
    ),
    (
        "steps of a team's job",
        |n| {
            let steps = (0..n / 15).fold(String::new(), |text, at| {
                text + &format!("{{ name: s{at} }}, ")
            });
            format!("jobs: {{ a: {{ title: A, steps: [{steps}] }} }}")
        },
        |_| String::new(),
    ),
    (
        "jobs of a team",
        |n| {
            let jobs = (0..n / 40).fold(String::new(), |text, at| {
                text + &format!("j{at}: {{ title: A, steps: [{{ name: s }}] }}, ")
            });
            format!("jobs: {{ {jobs} }}")
        },
        |_| String::new(),
    ),
];

/// Terms of which each ends with all that are shorter.
fn alike(bytes: usize) -> String {
    let terms = (2..100).map(|letters| format!("\"{}\", ", "a ".repeat(letters)));
    terms.take((bytes / 100).min(98)).collect()
}

/// Terms of the same letters, each parted in another way.
fn same_letters(bytes: usize) -> String {
    let term = |at: usize| {
        let part = |(place, letter): (usize, char)| {
            let gap = if at >> place & 1 == 1 { " " } else { "" };
            format!("{letter}{gap}")
        };
        "abcdefghijklmnop"
            .chars()
            .enumerate()
            .map(part)
            .collect::<String>()
            + ", "
    };
    (0..(bytes / 25).min(4000)).map(term).collect()
}

/// Front matter and first headings of a loop with runs.
const INSTRUMENT: &str =
    "---\ntitle: T\njob: instrument\nowner: mo\n---\n## Close the loop\n\n### Compare\n\n";

/// The most bytes of front matter that are read, and a little less.
const FRONT_BYTES: usize = 60_000;

#[test]
fn ten_times_the_text_costs_about_ten_times_the_time() {
    let mut wrong = Vec::new();
    let mut measure = |name: &str, many: usize, files: &dyn Fn(usize) -> Files| {
        let small = best(&files(many / 10)).as_secs_f64();
        let large = best(&files(many)).as_secs_f64();
        let ratio = large / small.max(0.002);
        if ratio > MOST {
            wrong.push(format!(
                "{name}: {ratio:.0} times ({small:.3} s, {large:.3} s)"
            ));
        }
    };
    for (name, text) in PAGES {
        measure(name, MANY, &|n| {
            vec![("page.md".to_owned(), format!("{FRONT}{}", text(n)))]
        });
    }
    for (name, text) in DOCUMENTS {
        measure(name, MANY, &|n| {
            vec![("desk/instrument.md".to_owned(), text(n))]
        });
    }
    for (name, text) in DRAWINGS {
        measure(name, MANY, &|n| {
            let start = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 99 99'>";
            let drawing = format!("{start}{}</svg>", text(n));
            let page = format!("{FRONT}![a](a.svg)\n");
            vec![("page.md".to_owned(), page), ("a.svg".to_owned(), drawing)]
        });
    }
    for (name, text) in FRONTS {
        measure(name, FRONT_BYTES, &|n| {
            vec![("page.md".to_owned(), format!("---\n{}\n---\n", text(n)))]
        });
    }
    measure("a file of runs", MANY, &|n| {
        let front = INSTRUMENT.replacen("owner", "runs: runs.csv\nowner", 1);
        let rows = "2026-10-16,8,4,\"3,5\"\nsoon,,,\n".repeat(n / 30);
        let file = format!("Date,Value,Exceptions,Review\n{rows}");
        vec![
            ("desk/instrument.md".to_owned(), front),
            ("desk/runs.csv".to_owned(), file),
        ]
    });
    for (name, config, text) in CONFIGS {
        measure(name, MANY, &|n| {
            let page = format!("{FRONT}{}", text(n));
            vec![
                ("workbook.yaml".to_owned(), format!("{CONFIG}{}", config(n))),
                ("page.md".to_owned(), page),
            ]
        });
    }
    measure("many documents", MANY / 100, &|n| {
        let names = (0..n).map(|at| format!("desk/{at}.md"));
        let text = "---\ntitle: T\nkind: page\nroute: playbook\n---\n[a](0.md) [b](1.md#c)\n";
        names.map(|name| (name, text.to_owned())).collect()
    });
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
