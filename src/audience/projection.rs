//! A document's text as one audience sees it.
//!
//! The text is parsed again rather than kept as events: ten thousand documents as events take
//! several times the memory of their text, and parsing one takes microseconds. Here, and only here,
//! straight quotes become typographic ones: what is checked is what was written.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::address::{Address, Rewriter};
use super::html::keep_harmless;
use super::{Entry, Text};
use crate::syntax::{Body, Heading, extensions};

/// How one audience sees a document.
pub(super) struct Lens<'a> {
    /// Where a link to a target leads.
    pub(super) address: &'a dyn Fn(&str) -> Address,
    /// Whether private sections are marked; only where they are shown.
    pub(super) marks_private: bool,
    /// Whether straight quotes become typographic ones.
    pub(super) sets_type: bool,
}

/// Projects `body` from `source`: its file's text, masked where need be.
pub(super) fn project<'a>(body: &Body, source: &'a str, lens: &Lens<'_>) -> Text<'a> {
    let base = body.span.start as usize;
    let text = source.get(base..).unwrap_or("");
    if body.over_budget.is_some() {
        return unparsed(text);
    }
    let mut projector = Projector {
        headings: &body.headings,
        lens,
        events: Vec::new(),
        contents: Vec::new(),
        rewriter: Rewriter::default(),
        nesting: 0,
        marked_until: None,
        html: None,
    };
    let mut options = extensions();
    options.set(Options::ENABLE_SMART_PUNCTUATION, lens.sets_type);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        projector.event(event, u32::try_from(base + range.start).unwrap_or(u32::MAX));
    }
    projector.close_mark();
    Text {
        events: projector.events,
        contents: projector.contents,
    }
}

/// A text that exceeds what is read is shown as it was written.
fn unparsed(text: &str) -> Text<'_> {
    let kind = pulldown_cmark::CodeBlockKind::Indented;
    let events = vec![
        Event::Start(Tag::CodeBlock(kind)),
        Event::Text(text.into()),
        Event::End(TagEnd::CodeBlock),
    ];
    Text {
        events,
        contents: Vec::new(),
    }
}

struct Projector<'d, 'a> {
    headings: &'d [Heading],
    lens: &'d Lens<'d>,
    events: Vec<Event<'a>>,
    contents: Vec<Entry>,
    rewriter: Rewriter,
    nesting: usize,
    marked_until: Option<u32>,
    /// The lines so far of the block of HTML that is being read.
    html: Option<String>,
}

impl<'a> Projector<'_, 'a> {
    fn event(&mut self, event: Event<'a>, at: u32) {
        match event {
            Event::Start(tag) => {
                self.nesting += 1;
                self.start(tag, at);
            }
            Event::End(tag) => {
                self.nesting = self.nesting.saturating_sub(1);
                match tag {
                    TagEnd::Link | TagEnd::Image => self.rewriter.close(&mut self.events),
                    TagEnd::HtmlBlock => self.end_html(),
                    tag => self.events.push(Event::End(tag)),
                }
            }
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => self.html(&html, Event::Html),
            },
            Event::InlineHtml(html) => self.html(&html, Event::InlineHtml),
            event => self.events.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'a>, at: u32) {
        match tag {
            Tag::Link {
                link_type,
                ref dest_url,
                ..
            }
            | Tag::Image {
                link_type,
                ref dest_url,
                ..
            } => {
                let is_mail = link_type == LinkType::Email && !dest_url.starts_with("mailto:");
                let address = if is_mail {
                    (self.lens.address)(&format!("mailto:{dest_url}"))
                } else {
                    (self.lens.address)(dest_url)
                };
                self.rewriter.open(tag, address, &mut self.events);
            }
            Tag::Heading { level, .. } => {
                let known = self
                    .headings
                    .binary_search_by_key(&at, |heading| heading.span.start);
                match known.ok().filter(|_| self.nesting == 1) {
                    Some(position) => self.heading(level, position, at),
                    None => self.push_heading(level, None),
                }
            }
            // Its lines come one by one, but only the whole of it can be told from a comment.
            Tag::HtmlBlock => self.html = Some(String::new()),
            tag => self.events.push(Event::Start(tag)),
        }
    }

    fn heading(&mut self, level: HeadingLevel, position: usize, at: u32) {
        let headings = self.headings;
        let heading = &headings[position];
        self.open_mark(heading, at);
        let anchor = heading.anchor.clone();
        if matches!(heading.level, 2 | 3) {
            let (level, text) = (heading.level, heading.text.clone());
            self.contents.push(Entry {
                level,
                text,
                anchor: anchor.clone(),
            });
        }
        self.push_heading(level, Some(anchor.into()));
    }

    fn push_heading(&mut self, level: HeadingLevel, id: Option<CowStr<'a>>) {
        let (classes, attrs) = (Vec::new(), Vec::new());
        self.events.push(Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }));
    }

    /// Opens the frame around a narrowed section, and closes the one that ended before `at`.
    fn open_mark(&mut self, heading: &Heading, at: u32) {
        if self.marked_until.is_some_and(|end| end <= at) {
            self.close_mark();
        }
        let narrowed = heading.narrowing.is_private();
        if !self.lens.marks_private || !narrowed {
            return;
        }
        if self.marked_until.is_none() {
            self.events
                .push(Event::Html("<section class=\"narrowed\">\n".into()));
        }
        self.marked_until = self.marked_until.max(Some(heading.hidden().end));
    }

    fn close_mark(&mut self) {
        if self.marked_until.take().is_some() {
            self.events.push(Event::Html("</section>\n".into()));
        }
    }

    fn end_html(&mut self) {
        let Some(block) = self.html.take() else {
            return;
        };
        self.events.push(Event::Start(Tag::HtmlBlock));
        self.html(&block, Event::Html);
        self.events.push(Event::End(TagEnd::HtmlBlock));
    }

    fn html(&mut self, html: &str, event: fn(CowStr<'a>) -> Event<'a>) {
        let kept = keep_harmless(html);
        if !kept.trim().is_empty() {
            self.events.push(event(kept.into()));
        }
    }
}
