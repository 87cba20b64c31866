//! Reads what is public of each document as a visitor would, across markup and line breaks, and
//! finds what must not stand there, with its place in the source.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::spelling::Spelling;
use super::{FilePlace, Guard, InFile, Secret, decode};
use crate::audience::clean::clean_inline;
use crate::audience::html::keep_harmless;
use crate::audience::{PublicFiles, Publication};
use crate::diagnostic::Span;
use crate::syntax::{Body, Map, Value, extensions};
use crate::workbook::{Document, Target, Workbook};

/// A secret in what is public of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spotted {
    /// Where it stands in the source, or the link to the file in which it stands.
    pub span: Span,
    /// What stands there.
    pub secret: Secret,
    /// What holds it.
    pub holder: Holder,
}

/// What holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The document itself, or `workbook.yaml`.
    Document,
    /// The path of a file that the document takes along.
    Path,
    /// Such a file.
    File {
        /// Its path in the workbook; none where that may not be said either.
        path: Option<String>,
        /// The line, where it is a text.
        line: Option<usize>,
    },
}

/// How much of one file is reported at one link. A list of all customers needs no more to be seen.
const MOST_OF_A_FILE: usize = 20;

impl Guard {
    /// What must not be public and is, of the document at `position`, by place.
    pub(super) fn read(
        &self,
        publication: &Publication<'_>,
        files: &PublicFiles,
        position: usize,
    ) -> Vec<Spotted> {
        let Some((text, body)) = publication.text(position) else {
            return Vec::new();
        };
        let document = &publication.workbook.documents[position];
        let mut reader = Reader {
            guard: self,
            workbook: publication.workbook,
            position,
            document,
            source: publication.workbook.text(document),
            spotted: Vec::new(),
        };
        reader.front();
        reader.body(text, body, &unshown_links(publication, position));
        reader.files(publication, files, position);
        reader.spotted.sort_unstable();
        reader.spotted.dedup();
        reader.spotted
    }
}

impl Guard {
    /// What must not be public and is, of `workbook.yaml`: the title, and the names under which
    /// people stand on pages.
    pub(super) fn read_config(&self, workbook: &Workbook) -> Vec<Spotted> {
        let config = &workbook.config;
        let names = config
            .people
            .iter()
            .filter_map(|person| person.public_name.as_ref());
        let names = names.map(|name| (name.value.as_str(), name.span));
        let shown = [(config.title.as_str(), config.title_span)]
            .into_iter()
            .chain(names);
        let spot = |(text, span): (&str, Span)| {
            let found = self.find(text);
            found.into_iter().map(move |found| Spotted {
                span,
                secret: found.secret,
                holder: Holder::Document,
            })
        };
        let mut spotted: Vec<Spotted> = shown.flat_map(spot).collect();
        spotted.dedup();
        spotted
    }
}

/// Where the links stand of whose targets the public side shows nothing.
fn unshown_links(publication: &Publication<'_>, position: usize) -> HashSet<u32> {
    let links = publication.links(position).into_iter();
    links
        .filter(|link| !link.is_public)
        .map(|link| link.link.span.start)
        .collect()
}

struct Reader<'a> {
    guard: &'a Guard,
    workbook: &'a Workbook,
    position: usize,
    document: &'a Document,
    source: &'a str,
    spotted: Vec<Spotted>,
}

impl Reader<'_> {
    /// What the public side shows of the front matter, and the document's address.
    fn front(&mut self) {
        let document = self.document;
        let keys = &document.keys;
        self.words(&document.id, document.front_span);
        self.words(document.output.as_str(), document.front_span);
        for key in ["title", "summary", "form"] {
            self.value(keys.get(key));
        }
        if let Some(next) = keys.get("next").and_then(Value::as_map) {
            self.target(next);
        }
        let mut tags = Spelling::default();
        for tag in &document.tags {
            tags.part();
            self.push(&mut tags, &tag.value, tag.span);
        }
        self.search(&tags);
        if let Some(page) = document.as_page()
            && let Some(shown) = &page.show_metric
            && let Some(metric) = self.guard.metrics.get(&document.file)
        {
            self.words(metric, shown.of_loop.span);
        }
    }

    fn target(&mut self, next: &Map) {
        self.value(next.get("text"));
        if let Some(url) = next.get("url")
            && let Some(address) = url.as_text()
        {
            self.loose(address, url.span);
        }
    }

    fn value(&mut self, value: Option<&Value>) {
        if let Some(value) = value
            && let Some(text) = value.as_text()
        {
            let mut spelling = Spelling::default();
            self.push(&mut spelling, text, value.span);
            self.search(&spelling);
        }
    }

    /// Adds `text`, which stands at `span`, with the place of each letter where it is written there
    /// as it is.
    fn push(&self, spelling: &mut Spelling, text: &str, span: Span) {
        let place = span.range();
        let written = self.source.get(place.clone()).unwrap_or("");
        match written.find(text) {
            Some(at) => spelling.push(text, place.start + at),
            None => spelling.push_at(text, &place),
        }
    }

    fn words(&mut self, text: &str, span: Span) {
        let mut spelling = Spelling::default();
        spelling.push_at(text, &span.range());
        self.search(&spelling);
    }

    /// Searches `text`, which may be wrapped in something, as a whole.
    fn loose(&mut self, text: &str, span: Span) {
        let place = span.range();
        decode::read(text.as_bytes(), &mut |words| {
            let mut spelling = Spelling::default();
            spelling.push_at(words, &place);
            self.search(&spelling);
        });
    }

    fn search(&mut self, spelling: &Spelling) {
        let file = self.document.file;
        let found = self.guard.find_in(spelling).into_iter();
        self.spotted.extend(found.map(|found| Spotted {
            span: Span::new(file, found.place),
            secret: found.secret,
            holder: Holder::Document,
        }));
    }

    /// What stands in the files that the document takes along, at the first link to each: all that its
    /// own consents do not cover.
    fn files(&mut self, publication: &Publication<'_>, files: &PublicFiles, position: usize) {
        let consented = self.guard.consented(position);
        let written: HashSet<(u32, Secret)> = self
            .spotted
            .iter()
            .map(|spotted| (spotted.span.start, spotted.secret))
            .collect();
        let mut seen = HashSet::new();
        for (path, span) in publication.files_of(position) {
            let found = files.found(&path);
            if found.is_empty() || !seen.insert(path.clone()) {
                continue;
            }
            let is_sayable = found.iter().all(|found| found.place != FilePlace::Path);
            let uncovered = found.iter().filter(|found| {
                let customer = found.secret.customer();
                let is_covered = customer.is_some_and(|one| consented.contains(&one));
                // A link that spells the path out was found as it is.
                let is_known =
                    found.place == FilePlace::Path && written.contains(&(span.start, found.secret));
                !is_covered && !is_known
            });
            let spot = |found: &InFile| Spotted {
                span,
                secret: found.secret,
                holder: match found.place {
                    FilePlace::Path => Holder::Path,
                    FilePlace::Line(line) => Holder::File {
                        path: is_sayable.then(|| path.clone()),
                        line: Some(line),
                    },
                    FilePlace::Somewhere => Holder::File {
                        path: is_sayable.then(|| path.clone()),
                        line: None,
                    },
                },
            };
            self.spotted
                .extend(uncovered.take(MOST_OF_A_FILE).map(spot));
        }
    }

    fn body(&mut self, text: &str, body: &Body, unshown: &HashSet<u32>) {
        let base = body.span.start as usize;
        let mut block = Block {
            spelling: Spelling::default(),
            base,
            html: None,
        };
        let Some(markdown) = text.get(base..) else {
            return;
        };
        for heading in &body.headings {
            if heading.asks_anchor {
                self.loose(&heading.anchor, heading.span);
            }
        }
        for (event, range) in Parser::new_ext(markdown, extensions()).into_offset_iter() {
            let place = base + range.start..base + range.end;
            match event {
                Event::Start(tag) => self.start(&tag, &place, &mut block, unshown),
                Event::End(TagEnd::HtmlBlock) => {
                    if let Some((html, place)) = block.html.take() {
                        self.html(&html, &place, &mut block);
                    }
                }
                Event::End(tag) => block.parts(is_inline_end(tag)),
                Event::Text(words) | Event::Code(words) => block.text(&words, place, markdown),
                Event::Html(html) => match &mut block.html {
                    Some((all, whole)) => {
                        all.push_str(&html);
                        whole.end = place.end;
                    }
                    None => self.html(&html, &place, &mut block),
                },
                Event::InlineHtml(html) => self.html(&html, &place, &mut block),
                Event::FootnoteReference(_) => block.parts(true),
                _ => block.parts(false),
            }
        }
        self.search(&block.spelling);
    }

    fn start(
        &mut self,
        tag: &Tag<'_>,
        place: &Range<usize>,
        block: &mut Block,
        unshown: &HashSet<u32>,
    ) {
        let span = Span::new(self.document.file, place.clone());
        match tag {
            Tag::Link {
                dest_url, title, ..
            }
            | Tag::Image {
                dest_url, title, ..
            } => {
                if !unshown.contains(&span.start) {
                    // A picture that is written out is published without what else it holds.
                    match self.picture(dest_url) {
                        Some(picture) => self.loose(&picture, span),
                        None => self.loose(dest_url, span),
                    }
                    self.loose(title, span);
                }
                block.parts(true);
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => block.parts(true),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                block.parts(false);
                self.loose(info, span);
            }
            Tag::HtmlBlock => {
                block.parts(false);
                block.html = Some((String::new(), place.clone()));
            }
            _ => block.parts(false),
        }
    }

    /// The picture that is written out in a link, as it would be published.
    fn picture(&self, address: &str) -> Option<String> {
        let target = self.workbook.resolve(address, self.position);
        (target == Target::InlineImage).then(|| clean_inline(address).ok())?
    }

    /// What raw HTML leaves on the page: text, and titles of abbreviations.
    fn html(&mut self, html: &str, place: &Range<usize>, block: &mut Block) {
        let kept = keep_harmless(html);
        let is_within_line = !html.contains('\n') && !kept.starts_with("<br");
        block.parts(is_within_line);
        self.loose(&kept, Span::new(self.document.file, place.clone()));
    }
}

/// What was read so far of a text.
struct Block {
    spelling: Spelling,
    base: usize,
    /// The block of raw HTML that is being read, and where it stands.
    html: Option<(String, Range<usize>)>,
}

impl Block {
    /// Adds markup; `within` a word or between words.
    fn parts(&mut self, within: bool) {
        if within {
            self.spelling.seam();
        } else {
            self.spelling.part();
        }
    }

    fn text(&mut self, words: &CowStr<'_>, place: Range<usize>, markdown: &str) {
        let written = &markdown[place.start - self.base..place.end - self.base];
        match written.find(&**words) {
            Some(at) => self.spelling.push(words, place.start + at),
            None => self.spelling.push_at(words, &place),
        }
    }
}

/// Whether markup that ends stands within a line.
const fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
