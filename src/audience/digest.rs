//! What an approval is for: the SHA-256 of everything that a reader of a page would see.
//!
//! Hashed is not the HTML but what it is made of, so that an approval outlives a new template and a
//! new version of this program, and nothing private, so that private text may change under an
//! approved page.
//!
//! # What counts
//!
//! Every text of the page: in its head and in the data for machines the title, summary, tags, owner's
//! public name, the workbook's title and the address that `base_url` makes; above, in and below its
//! text what stands there, with the bytes of pictures and files, and the titles of the pages that
//! "Related pages" names. The breadcrumb and all other words come with the program or its templates.
//!
//! Three things that are shown do not count. The date of review: a page that was read again and left
//! as it is says the same. The change of a metric in percent, which follows from its numbers. And the
//! lists of what else stands on the public side: the navigation beside the text, which all pages of a
//! directory share, and the two neighbours in it below the text. They say what other pages there are, each with an
//! approval of its own where it needs one; if they counted, no journey could be added or approved
//! without every other one being approved again.
//!
//! # The encoding
//!
//! Everything is a sequence of fields, each a text with its length in bytes before it (64 bits, big
//! endian), so that no two pages share one encoding. The first field names the edition of the
//! encoding: whoever changes what is hashed, or how, lets all approvals lapse and gives it another
//! name. The text is the sequence of its Markdown events with typography left out. Runs of text are
//! joined, and outside of code the end of a line and spaces in a row are one space, as they are for
//! the reader.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::files::ContentHash;
use super::metric::{PublicMetric, PublicProof};
use super::public::PublicPage;
use crate::workbook::Config;

/// The edition of the encoding.
const EDITION: &str = "loopbook approval 2";

/// The digest of the page with this id, as `safe_to_show` records it. Its links lead to what they
/// name, not to where that stands in the site.
pub(super) fn digest(id: &str, page: &PublicPage, config: &Config) -> String {
    let mut encoded = Encoding::default();
    encoded.field(EDITION);
    encoded.site(config);
    encoded.page(id, page);
    format!("sha256:{}", ContentHash::of(&encoded.bytes).hex())
}

/// The bytes that are hashed.
#[derive(Default)]
struct Encoding {
    bytes: Vec<u8>,
    /// Text that goes on with the next event.
    run: String,
    in_code: bool,
}

impl Encoding {
    fn field(&mut self, text: &str) {
        let length = text.len() as u64;
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(text.as_bytes());
    }

    /// What may be absent; absent is not the same as empty.
    fn maybe(&mut self, text: Option<&str>) {
        self.field(if text.is_some() { "some" } else { "none" });
        if let Some(text) = text {
            self.field(text);
        }
    }

    fn count(&mut self, number: usize) {
        self.field(&number.to_string());
    }

    /// What every page says of the site that it belongs to.
    fn site(&mut self, config: &Config) {
        self.field(&config.title);
        // The slash at its end makes no difference to any address.
        let base = config.base_url.as_deref();
        self.maybe(base.map(|base| base.strip_suffix('/').unwrap_or(base)));
    }

    fn page(&mut self, id: &str, page: &PublicPage) {
        // Taken apart whole: what a page may show from now on must be counted, or said not to be.
        let PublicPage {
            output: _,
            route,
            title,
            summary,
            form,
            tags,
            reviewed: _,
            owner,
            proof,
            metric,
            next,
            related,
            // Nothing that is shown: the same page before it was approved and after it.
            is_vouched: _,
            text,
            _seal: _,
        } = page;
        for text in [id, route.word(), title] {
            self.field(text);
        }
        for text in [summary, form, owner] {
            self.maybe(text.as_deref());
        }
        self.count(tags.len());
        for tag in tags {
            self.field(tag);
        }
        self.maybe(next.as_ref().map(|next| next.text.as_str()));
        self.maybe(next.as_ref().map(|next| next.href.as_str()));
        self.count(related.len());
        for other in related {
            self.field(&other.title);
            self.field(&other.href);
        }
        let proves = |is: fn(&PublicProof) -> bool| proof.as_ref().is_some_and(is);
        self.maybe(proves(|proof| proof.measured).then_some("measured"));
        self.maybe(proves(|proof| proof.evidenced).then_some("evidenced"));
        self.maybe(metric.as_ref().map(|_| "metric"));
        if let Some(metric) = metric {
            self.metric(metric);
        }
        for event in &text.events {
            self.event(event);
        }
        self.end_run(true);
        self.field("end of the text");
    }

    fn metric(&mut self, metric: &PublicMetric) {
        let PublicMetric {
            name,
            unit,
            baseline,
            values,
            change_percent: _,
            standard,
            _seal: _,
        } = metric;
        // The shortest text that reads as the same number: any change of it counts.
        let number = |number: Option<f64>| number.map(|number| number.to_string());
        self.maybe(name.as_deref());
        self.maybe(unit.as_deref());
        self.maybe(number(*baseline).as_deref());
        self.maybe(number(*standard).as_deref());
        self.count(values.len());
        for value in values {
            self.field(&value.date.to_string());
            self.field(&value.value.to_string());
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => return self.run.push_str(text),
            Event::SoftBreak => return self.run.push(' '),
            // What is in it counts. Where that was a comment, nothing is.
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => return,
            Event::End(tag) if !is_within_text(*tag) => self.end_run(true),
            _ => self.end_run(false),
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => {
                self.in_code &= *tag != TagEnd::CodeBlock;
                self.field("end");
            }
            Event::Code(code) => self.with("code", code),
            Event::InlineMath(math) | Event::DisplayMath(math) => self.with("math", math),
            Event::Html(html) | Event::InlineHtml(html) => self.with("html", html.trim_end()),
            Event::FootnoteReference(label) => self.with("footnote reference", label),
            Event::HardBreak => self.field("break"),
            Event::Rule => self.field("rule"),
            Event::TaskListMarker(done) => self.with("task", if *done { "done" } else { "open" }),
            Event::Text(_) | Event::SoftBreak => {}
        }
    }

    /// Counts the text so far. Outside of code, spaces in a row are one, and none at the end of a
    /// block: that is where a comment stood.
    fn end_run(&mut self, ends_block: bool) {
        let run = std::mem::take(&mut self.run);
        if self.in_code {
            return self.with("text", &run);
        }
        let words: Vec<&str> = run.split_ascii_whitespace().collect();
        if run.is_empty() || (ends_block && words.is_empty()) {
            return;
        }
        let is_space = |c: char| c.is_ascii_whitespace();
        let space = |is: bool| if is { " " } else { "" };
        let before = space(run.starts_with(is_space));
        let after = space(run.ends_with(is_space) && !ends_block && !words.is_empty());
        self.with("text", &[before, &words.join(" "), after].concat());
    }

    fn with(&mut self, what: &str, text: &str) {
        self.field(what);
        self.field(text);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.field("paragraph"),
            Tag::Heading { level, id, .. } => {
                self.with("heading", &(*level as usize).to_string());
                self.maybe(id.as_deref());
            }
            Tag::BlockQuote(kind) => self.with("quote", kind.map_or("", quote)),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language,
                    CodeBlockKind::Indented => "",
                };
                self.with("code block", language);
            }
            Tag::HtmlBlock => {}
            Tag::List(first) => {
                self.field("list");
                self.maybe(first.map(|first| first.to_string()).as_deref());
            }
            Tag::Item => self.field("item"),
            Tag::FootnoteDefinition(label) => self.with("footnote", label),
            Tag::Table(columns) => {
                self.field("table");
                self.count(columns.len());
                for column in columns {
                    self.field(alignment(*column));
                }
            }
            Tag::TableHead => self.field("head"),
            Tag::TableRow => self.field("row"),
            Tag::TableCell => self.field("cell"),
            Tag::Emphasis => self.field("emphasis"),
            Tag::Strong => self.field("strong"),
            Tag::Strikethrough => self.field("strikethrough"),
            Tag::Superscript => self.field("superscript"),
            Tag::Subscript => self.field("subscript"),
            Tag::DefinitionList => self.field("definitions"),
            Tag::DefinitionListTitle => self.field("term"),
            Tag::DefinitionListDefinition => self.field("definition"),
            Tag::Link {
                dest_url, title, ..
            } => {
                self.with("link", dest_url);
                self.field(title);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                self.with("image", dest_url);
                self.field(title);
            }
            Tag::MetadataBlock(_) => self.field("metadata"),
        }
    }
}

/// Whether text goes on behind the end of an element.
const fn is_within_text(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

const fn quote(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

const fn alignment(column: Alignment) -> &'static str {
    match column {
        Alignment::None => "none",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}
