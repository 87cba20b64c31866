//! Markdown to a [`Body`], in one pass over the parser's events and in time linear in the text.

use std::ops::Range;
use std::sync::OnceLock;

use pulldown_cmark::{
    CowStr, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::anchor::Anchors;
use super::body::{Body, Footnote, Heading, Link, LinkKind, Paragraph, Row, Table, Text};
use super::heading::{self, Attributes, Narrowing};
use super::requests::{Reach, Requests};
use super::tag;
use super::unclear::{self, Unclear};
use super::{is_placeholder, plain_text};
use crate::diagnostic::{FileId, Span};

/// How deep quotes, lists and emphasis may nest.
pub const MAX_NESTING: usize = 100;

/// The most rows that are read of one table.
pub const MAX_ROWS: usize = 100_000;

/// How many `](` of a link are looked at for its target.
const MOST_TARGETS: usize = 8;

/// The Markdown that a workbook is written in: `CommonMark` with tables, footnotes, task lists,
/// strikethrough and heading attributes.
pub fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Reads the Markdown of `text` from byte `start` on.
pub(super) fn read(text: &str, start: usize, file: FileId) -> Body {
    let mut reader = Reader::new(text, start, file);
    let events = Parser::new_ext(&text[start..], extensions()).into_offset_iter();
    reader.run(events);
    reader.finish()
}

/// A heading that is being read.
struct OpenHeading {
    level: u8,
    id: Option<String>,
    narrowing: Narrowing,
    words: String,
    /// The words without code, which is never an attribute.
    prose: String,
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    words: String,
    place: Option<Range<usize>>,
    pieces: usize,
}

struct Reader<'text> {
    text: &'text str,
    base: usize,
    file: FileId,
    body: Body,
    anchors: Anchors,
    nesting: usize,
    /// Whether a heading below the first level was read.
    in_sections: bool,
    heading: Option<OpenHeading>,
    requests: Requests,
    cell: Option<OpenCell>,
    table: Option<Table>,
    row: Vec<Text>,
    /// The words of the block that is being read, and where it stands so far.
    words: String,
    words_place: Option<Range<usize>>,
    images: Vec<usize>,
    in_code: bool,
    /// How many elements of raw HTML are open: from blocks of it, and within the paragraph that is
    /// being read, which closes its own.
    open_elements: usize,
    open_inline: usize,
    /// How far a comment reaches that is not closed where it should be.
    comment_end: usize,
}

impl<'text> Reader<'text> {
    fn new(text: &'text str, base: usize, file: FileId) -> Self {
        let span = Span::new(file, base..text.len());
        let body = Body {
            span,
            lead: None,
            headings: Vec::new(),
            links: Vec::new(),
            tables: Vec::new(),
            said: Vec::new(),
            footnotes: Vec::new(),
            footnote_references: Vec::new(),
            unclear: Vec::new(),
            lookalikes: Vec::new(),
            over_budget: None,
            anchors: OnceLock::new(),
        };
        Self {
            text,
            base,
            file,
            body,
            anchors: Anchors::default(),
            nesting: 0,
            in_sections: false,
            heading: None,
            requests: Requests::default(),
            cell: None,
            table: None,
            row: Vec::new(),
            words: String::new(),
            words_place: None,
            images: Vec::new(),
            in_code: false,
            open_elements: 0,
            open_inline: 0,
            comment_end: 0,
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start..self.base + range.end)
    }

    fn run(&mut self, events: OffsetIter<'text>) {
        for (event, range) in events {
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag, range),
                Event::Text(words) => {
                    self.look_for_requests(&range);
                    self.requests.fences.text(range.end);
                    if let Some(heading) = &mut self.heading {
                        heading.prose.push_str(&words);
                    }
                    self.text(&words, &range);
                }
                Event::Code(words) => self.text(&words, &range),
                Event::Html(html) => self.html(&html, &range),
                Event::InlineHtml(html) => {
                    self.requests.comments(&html, range.start);
                    self.look_for_elements(&html, range.start);
                    let open = self.open_elements + self.open_inline;
                    let open = self.check_nesting(&html, open, &range);
                    self.open_inline = open.saturating_sub(self.open_elements);
                    self.html(&html, &range);
                }
                Event::SoftBreak | Event::HardBreak => self.text(" ", &range),
                Event::FootnoteReference(label) => {
                    let at = self.span(&range).start;
                    self.body
                        .footnote_references
                        .push((label.to_lowercase().into(), at));
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: Tag<'text>, range: Range<usize>) {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            self.over_budget(&range, "nests deeper than 100 levels");
        }
        match tag {
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                self.flush();
                self.start_heading(level, id, &classes, &attrs, range);
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.link(LinkKind::Link, link_type, &dest_url, &range);
            }
            Tag::Image {
                link_type,
                dest_url,
                ..
            } => {
                self.images.push(self.body.links.len());
                self.link(LinkKind::Image { alt: false }, link_type, &dest_url, &range);
            }
            Tag::Table(_) => {
                self.flush();
                let span = self.span(&range);
                let header = Row {
                    span,
                    cells: Vec::new(),
                    rest: None,
                    excess: None,
                };
                self.table = Some(Table {
                    span,
                    header,
                    rows: Vec::new(),
                });
            }
            Tag::TableCell => self.cell = Some(OpenCell::default()),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let span = self.span(&range);
                self.body.footnotes.push(Footnote {
                    label: label.to_lowercase().into(),
                    span,
                });
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.flush();
            }
            _ => self.flush(),
        }
    }

    fn end_code(&mut self, range: Range<usize>) {
        let body = &self.text[self.base..];
        if body[range.clone()].starts_with(['`', '~']) {
            self.requests.fences.block(body, range);
        }
        self.in_code = false;
        self.flush();
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        self.nesting = self.nesting.saturating_sub(1);
        match tag {
            TagEnd::Heading(_) => self.end_heading(&range),
            TagEnd::Image => {
                self.images.pop();
            }
            TagEnd::TableCell => self.end_cell(&range),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(&range),
            TagEnd::Table => {
                self.flush();
                self.body.tables.extend(self.table.take());
            }
            TagEnd::Paragraph => self.end_paragraph(&range),
            TagEnd::HtmlBlock => {
                let text = self.text;
                let block = &text[self.base + range.start..self.base + range.end];
                self.requests.comments(block, range.start);
                if let Some(at) = unclear::comment_in_html(block) {
                    self.open_comment(range.start + at);
                }
                let is_last = self.text[self.base + range.end..].trim_start().is_empty();
                if !is_last {
                    self.look_for_elements(block, range.start);
                }
                self.open_elements = self.check_nesting(block, self.open_elements, &range);
                self.flush();
            }
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            _ => self.flush(),
        }
    }

    fn over_budget(&mut self, range: &Range<usize>, what: &'static str) {
        if self.body.over_budget.is_none() {
            let start = range.start;
            self.body.over_budget = Some((self.span(&(start..start)), what));
        }
    }

    fn text(&mut self, words: &str, range: &Range<usize>) {
        if let Some(&image) = self.images.last()
            && !words.trim().is_empty()
        {
            self.body.links[image].kind = LinkKind::Image { alt: true };
        }
        if let Some(heading) = &mut self.heading {
            heading.words.push_str(words);
            return;
        }
        if let Some(cell) = &mut self.cell {
            cell.words.push_str(words);
            cell.pieces += 1;
        }
        self.words.push_str(words);
        self.extend_place(range);
    }

    /// Notes what in a piece of text asks for privacy without being understood.
    fn look_for_requests(&mut self, range: &Range<usize>) {
        if self.in_code {
            return;
        }
        let body = &self.text[self.base..];
        if let Some(at) = unclear::comment_in_text(body, range.clone()) {
            self.open_comment(at);
        }
        if let Some(place) = unclear::data_in_text(body, range.clone()) {
            self.requests.note(&place, Unclear::Element, Reach::End);
        }
        // A heading's own attributes are looked at when it ends.
        if self.heading.is_none()
            && let Some(place) = unclear::route_in_braces(body, range.clone())
        {
            self.requests.note(&place, Unclear::Route, Reach::Level(6));
        }
    }

    fn open_comment(&mut self, start: usize) {
        if start < self.comment_end {
            return;
        }
        let body = &self.text[self.base..];
        self.comment_end = body[start..]
            .find("-->")
            .map_or(body.len(), |end| start + end);
        let reach = Reach::To(self.comment_end);
        self.requests
            .note(&(start..start + "<!--".len()), Unclear::Comment, reach);
    }

    /// Notes an element that `html`, which starts at `start`, opens and does not close: what
    /// follows is text to Markdown, whatever it was meant to be.
    fn look_for_elements(&mut self, html: &str, start: usize) {
        if let Some(tag) = unclear::element_in_html(html) {
            let place = start + tag.start..start + tag.end;
            self.requests.note(&place, Unclear::Element, Reach::End);
        }
    }

    /// Elements of raw HTML nest too: the sanitizer takes long over deep ones. Gives how many are
    /// open behind `html`.
    fn check_nesting(&mut self, html: &str, open: usize, range: &Range<usize>) -> usize {
        let (deepest, open) = tag::nesting(html, open);
        if deepest > MAX_NESTING {
            self.over_budget(range, "nests deeper than 100 levels");
        }
        open
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        if unclear::route_in_html(html) {
            let place = trimmed(&self.text[self.base..], range);
            self.requests.note(&place, Unclear::Route, Reach::End);
        }
        if self.heading.is_none() {
            self.words.push_str(html);
            self.extend_place(range);
        }
        if let Some(cell) = &mut self.cell {
            cell.words.push_str(&plain_text(html));
            cell.pieces += 2;
        }
    }

    fn extend_place(&mut self, range: &Range<usize>) {
        let extend = |place: &mut Option<Range<usize>>| {
            let start = place.as_ref().map_or(range.start, |place| place.start);
            *place = Some(start..range.end);
        };
        extend(&mut self.words_place);
        if let Some(cell) = &mut self.cell {
            extend(&mut cell.place);
        }
    }

    /// Ends the run of text that is being read.
    fn flush(&mut self) {
        if let Some(place) = self.words_place.take() {
            let at = self.span(&place).start;
            // One place between two headings is enough to tell whether a section is empty.
            let behind = self
                .body
                .headings
                .last()
                .map_or(0, |heading| heading.span.start);
            let known = self.body.said.last().is_some_and(|&said| said >= behind);
            if !known && !is_placeholder(&plain_text(&self.words)) {
                self.body.said.push(at);
            }
        }
        self.words.clear();
        self.open_inline = 0;
    }

    fn end_paragraph(&mut self, range: &Range<usize>) {
        if self.body.lead.is_none() && self.nesting == 0 && !self.in_sections {
            let words = plain_text(&self.words);
            if !words.trim().is_empty() {
                let text = words.trim().to_owned();
                self.body.lead = Some(Paragraph {
                    text,
                    span: self.span(range),
                });
            }
        }
        self.flush();
    }

    fn link(&mut self, kind: LinkKind, how: LinkType, target: &CowStr<'_>, range: &Range<usize>) {
        let span = self.span(range);
        let target_span = match how {
            LinkType::Inline => self.inline_target(range, target).unwrap_or(span),
            LinkType::Autolink | LinkType::Email => self.span(&(range.start + 1..range.end - 1)),
            _ => span,
        };
        let mail = how == LinkType::Email && !target.starts_with("mailto:");
        let target = if mail {
            format!("mailto:{target}")
        } else {
            target.to_string()
        };
        self.body.links.push(Link {
            kind,
            target: target.into(),
            span,
            target_span,
        });
        if self.cell.is_some() {
            self.extend_place(range);
        }
    }

    /// The place of the target in `[text](target "title")`. Where the title holds a `](` of its
    /// own, the one before which the target stands as it is meant is the right one.
    fn inline_target(&self, range: &Range<usize>, target: &str) -> Option<Span> {
        let source = &self.text[self.base + range.start..self.base + range.end];
        let candidates = source.rmatch_indices("](").take(MOST_TARGETS);
        let mut places = candidates.filter_map(|(at, _)| target_in(source, at + 2));
        let last = places.next()?;
        let exact = |place: &Range<usize>| &source[place.clone()] == target;
        let place = if exact(&last) {
            last
        } else {
            places.find(exact).unwrap_or(last)
        };
        Some(self.span(&(range.start + place.start..range.start + place.end)))
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'text>>,
        classes: &[CowStr<'text>],
        pairs: &[(CowStr<'text>, Option<CowStr<'text>>)],
        range: Range<usize>,
    ) {
        let place = self.base + range.start..self.base + range.end;
        let attributes = Attributes {
            id: id.as_deref(),
            classes,
            pairs,
        };
        let narrowing = heading::narrowing(&attributes, "", self.text, place, self.file);
        self.heading = Some(OpenHeading {
            level: level as u8,
            id: id.map(|id| id.to_string()),
            narrowing,
            words: String::new(),
            prose: String::new(),
        });
    }

    fn end_heading(&mut self, range: &Range<usize>) {
        let Some(open) = self.heading.take() else {
            return;
        };
        let place = self.base + range.start..self.base + range.end;
        let none = Attributes {
            id: None,
            classes: &[],
            pairs: &[],
        };
        let narrowing = match open.narrowing {
            Narrowing::None => {
                let (text, file) = (self.text, self.file);
                match heading::lookalike(&open.words, text, place.clone(), file) {
                    Narrowing::None => heading::narrowing(&none, &open.prose, text, place, file),
                    said => said,
                }
            }
            said => said,
        };
        let trimmed = trimmed(&self.text[self.base..], range);
        if self.nesting > 0 {
            // A heading inside a quote or a list opens no section of its own.
            if narrowing.is_private() {
                self.requests
                    .note(&trimmed, Unclear::Nested, Reach::Level(open.level));
            }
            return;
        }
        self.requests.fences.heading();
        let span = self.span(&trimmed);
        let source = &self.text[span.range()];
        let underlined = !source.starts_with('#') || source.contains(['\n', '\r']);
        let anchor = match &open.id {
            Some(id) => self.anchors.explicit(id),
            None => self.anchors.next(&open.words),
        };
        let text = open.words.trim().to_owned();
        let section_end = self.body.span.end;
        let level = open.level;
        self.in_sections |= level > 1;
        self.body.headings.push(Heading {
            level,
            text,
            anchor,
            asks_anchor: open.id.is_some(),
            span,
            narrowing,
            section_end,
            underlined,
            hides_to: section_end,
        });
    }

    fn end_cell(&mut self, range: &Range<usize>) {
        let Some(cell) = self.cell.take() else { return };
        self.flush();
        let place = cell.place.unwrap_or_else(|| {
            let mut start = range.start.min(range.end.saturating_sub(1));
            while !self.text.is_char_boundary(self.base + start) {
                start -= 1;
            }
            let place = trimmed(&self.text[self.base..], &(start..range.end));
            place.start..place.start.max(place.end.min(place.start))
        });
        let span = self.span(&place);
        let source = &self.text[span.range()];
        let as_written = cell.pieces == 1 && source == cell.words;
        let words = (!as_written).then(|| cell.words.trim().into());
        self.row.push(Text { span, words });
    }

    fn end_row(&mut self, range: &Range<usize>) {
        let cells = std::mem::take(&mut self.row);
        let row = Row {
            span: self.span(range),
            rest: None,
            excess: self.excess(&cells, range),
            cells,
        };
        let Some(table) = &mut self.table else { return };
        if table.header.cells.is_empty() {
            table.header = row;
        } else if table.rows.len() < MAX_ROWS {
            table.rows.push(row);
        } else {
            self.over_budget(range, "has a table with more than 100000 rows");
        }
    }

    /// What stands in a row behind the last column that the header has.
    fn excess(&self, cells: &[Text], range: &Range<usize>) -> Option<Span> {
        let last = cells.last()?.span.end as usize;
        let end = self.base + range.end;
        let rest = self.text.get(last..end)?;
        let bar = rest.find('|')? + 1;
        let behind = rest[bar..].trim_end_matches(|c: char| c.is_whitespace() || c == '|');
        let start = last + bar + (behind.len() - behind.trim_start().len());
        let finish = last + bar + behind.len();
        (!behind.trim().is_empty()).then(|| Span::new(self.file, start..finish))
    }

    fn finish(mut self) -> Body {
        self.flush();
        close_sections(&mut self.body.headings);
        self.body.headings.shrink_to_fit();
        self.body.links.shrink_to_fit();
        self.requests.finish(self.text, self.base, &mut self.body);
        self.body
    }
}

/// The target that stands behind the `](` that ends at `open` of `source`, a whole link.
fn target_in(source: &str, open: usize) -> Option<Range<usize>> {
    let inside = source[open..].strip_suffix(')')?;
    let start = open + (inside.len() - inside.trim_start().len());
    let inside = inside.trim();
    if let Some(angled) = inside.strip_prefix('<') {
        return Some(start + 1..start + 1 + angled.find('>')?);
    }
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    Some(start..start + end)
}

/// Sets where each section ends, in one pass from the back.
fn close_sections(headings: &mut [Heading]) {
    // For each level, where the next heading of that level or above starts.
    let mut next = [None; 7];
    for heading in headings.iter_mut().rev() {
        let level = usize::from(heading.level);
        heading.section_end = next[level].unwrap_or(heading.section_end);
        for end in &mut next[level..] {
            *end = Some(heading.span.start);
        }
    }
}

/// `range` of `text` without the space around it.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let source = &text[range.clone()];
    let start = range.start + (source.len() - source.trim_start().len());
    start..start + source.trim().len()
}
