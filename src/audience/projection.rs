//! A document's text as one audience sees it.
//!
//! The text is parsed again rather than kept as events: ten thousand documents as events take
//! several times the memory of their text, and parsing one takes microseconds. Here, and only here,
//! straight quotes become typographic ones: what is checked is what was written.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::address::{Address, Rewriter};
use super::html::keep_harmless;
use super::{Entry, Text};
use crate::diagnostic::Span;
use crate::syntax::{Body, extensions};

/// How one audience sees a document.
pub(super) struct Lens<'a> {
    /// The sections that it does not see, sorted, without overlap.
    pub(super) hidden: &'a [Span],
    /// For each heading of the body, its anchor on this side.
    pub(super) anchors: &'a [String],
    /// Where the link at a position of `body.links` leads.
    pub(super) address: &'a dyn Fn(usize) -> Address,
    /// Whether private sections are marked; only where they are shown.
    pub(super) marks_private: bool,
}

/// Projects `body`, which stands in `source`.
pub(super) fn project<'a>(body: &Body, source: &'a str, lens: &Lens<'_>) -> Text<'a> {
    let base = body.span.start as usize;
    let text = source.get(base..).unwrap_or("");
    if body.over_budget.is_some() {
        return unparsed(text);
    }
    let mut projector = Projector {
        body,
        lens,
        events: Vec::new(),
        contents: Vec::new(),
        rewriter: Rewriter::default(),
        nesting: 0,
        link: 0,
        heading: 0,
        hidden: 0,
        marked_until: None,
        html: None,
    };
    let typography = extensions() | Options::ENABLE_SMART_PUNCTUATION;
    for (event, range) in Parser::new_ext(text, typography).into_offset_iter() {
        let at = u32::try_from(base + range.start).unwrap_or(u32::MAX);
        projector.event(event, at);
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
    body: &'d Body,
    lens: &'d Lens<'d>,
    events: Vec<Event<'a>>,
    contents: Vec<Entry>,
    rewriter: Rewriter,
    nesting: usize,
    /// The position of the next link in `body.links`.
    link: usize,
    /// The position of the next heading in `body.headings`.
    heading: usize,
    /// The position of the next hidden section in `lens.hidden`.
    hidden: usize,
    marked_until: Option<u32>,
    /// The lines so far of the block of HTML that is being read.
    html: Option<String>,
}

impl<'a> Projector<'_, 'a> {
    fn event(&mut self, event: Event<'a>, at: u32) {
        let visible = !self.is_hidden(at);
        match event {
            Event::Start(tag) => self.start(tag, visible, at),
            Event::End(tag) => {
                self.nesting = self.nesting.saturating_sub(1);
                if visible {
                    match tag {
                        TagEnd::Link | TagEnd::Image => self.rewriter.close(&mut self.events),
                        TagEnd::HtmlBlock => self.end_html(),
                        tag => self.events.push(Event::End(tag)),
                    }
                }
            }
            _ if !visible => {}
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => self.html(&html, Event::Html),
            },
            Event::InlineHtml(html) => self.html(&html, Event::InlineHtml),
            event => self.events.push(event),
        }
    }

    fn is_hidden(&mut self, at: u32) -> bool {
        let hidden = self.lens.hidden;
        while hidden.get(self.hidden).is_some_and(|span| span.end <= at) {
            self.hidden += 1;
        }
        hidden
            .get(self.hidden)
            .is_some_and(|span| span.contains(at))
    }

    fn start(&mut self, tag: Tag<'a>, visible: bool, at: u32) {
        self.nesting += 1;
        match tag {
            Tag::Link { .. } | Tag::Image { .. } => {
                let link = self.link;
                self.link += 1;
                if visible {
                    let address = (self.lens.address)(link);
                    self.rewriter.open(tag, address, &mut self.events);
                }
            }
            Tag::Heading { level, .. } if self.nesting == 1 => {
                let heading = self.heading;
                self.heading += 1;
                if visible {
                    self.open_mark(heading, at);
                    let anchor = self.lens.anchors.get(heading).cloned().unwrap_or_default();
                    self.list(heading, &anchor);
                    self.push_heading(level, Some(anchor.into()));
                }
            }
            Tag::Heading { level, .. } if visible => self.push_heading(level, None),
            // Its lines come one by one, but only the whole of it can be told from a comment.
            Tag::HtmlBlock if visible => self.html = Some(String::new()),
            tag if visible => self.events.push(Event::Start(tag)),
            _ => {}
        }
    }

    fn push_heading(&mut self, level: pulldown_cmark::HeadingLevel, id: Option<CowStr<'a>>) {
        let (classes, attrs) = (Vec::new(), Vec::new());
        self.events.push(Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }));
    }

    fn list(&mut self, heading: usize, anchor: &str) {
        let Some(heading) = self.body.headings.get(heading) else {
            return;
        };
        if matches!(heading.level, 2 | 3) {
            let (level, text) = (heading.level, heading.text.clone());
            self.contents.push(Entry {
                level,
                text,
                anchor: anchor.to_owned(),
            });
        }
    }

    /// Opens the frame around a narrowed section, and closes the one that ended before `at`.
    fn open_mark(&mut self, heading: usize, at: u32) {
        if self.marked_until.is_some_and(|end| end <= at) {
            self.close_mark();
        }
        let Some(heading) = self.body.headings.get(heading) else {
            return;
        };
        let narrowed = heading.narrowing.is_private();
        if self.lens.marks_private && narrowed && self.marked_until.is_none() {
            self.events
                .push(Event::Html("<section class=\"narrowed\">\n".into()));
            self.marked_until = Some(heading.section_end);
        }
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
