//! Links of other tools, as links of Markdown: wiki links, addresses within a site, and what templates say
//! in their place. Code is left alone.

use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::file_name;
use super::names::{Names, Nowhere, Target};
use super::stem;
use crate::source::{parent, relative};
use crate::syntax::extensions;

/// What cannot stand in the target of a link as it is.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b']')
    .add(b'`')
    .add(b'"')
    .add(b'%')
    .add(b'#')
    .add(b'?')
    .add(b'\\');

/// How much of a text is told.
const MOST_TOLD: usize = 60;
/// Endings of pictures, which are shown; other files are linked.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp"];

/// A text with its links rewritten.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// The text.
    pub(super) text: String,
    /// How many links are others now.
    pub(super) links: usize,
    /// The files that it links.
    pub(super) attachments: BTreeSet<String>,
    /// What could not be translated, by the byte at which it stands in the text before.
    pub(super) remarks: Vec<(usize, String)>,
}

/// Rewrites the links in `body`, the text of the note at `from`.
pub(super) fn rewrite(from: &str, body: &str, names: &Names<'_>) -> Rewritten {
    let mut rewriter = Rewriter {
        from,
        body,
        names,
        edits: Vec::new(),
        done: Rewritten::default(),
    };
    let mut code = Vec::new();
    let options = extensions() | Options::ENABLE_WIKILINKS;
    let events = Parser::new_ext(body, options).into_offset_iter();
    let definitions: Vec<(Range<usize>, String)> = events
        .reference_definitions()
        .iter()
        .map(|(_, definition)| (definition.span.clone(), definition.dest.to_string()))
        .collect();
    for (event, range) in events {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => code.push(range),
            Event::Start(
                Tag::Link {
                    link_type: LinkType::WikiLink { .. },
                    ..
                }
                | Tag::Image {
                    link_type: LinkType::WikiLink { .. },
                    ..
                },
            ) => rewriter.wiki(range),
            Event::Start(
                Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    ..
                }
                | Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url,
                    ..
                },
            ) => rewriter.inline(range, &dest_url, "]("),
            _ => {}
        }
    }
    for (range, dest) in definitions {
        rewriter.inline(range, &dest, "]:");
    }
    rewriter.templates(&code);
    rewriter.comments(&code);
    rewriter.finish()
}

/// A text on the way.
pub(super) struct Rewriter<'r> {
    /// The note that it is of.
    pub(super) from: &'r str,
    /// The text before.
    pub(super) body: &'r str,
    /// What the names in it lead to.
    pub(super) names: &'r Names<'r>,
    edits: Vec<(Range<usize>, String)>,
    done: Rewritten,
}

impl<'r> Rewriter<'r> {
    /// `[[Note#Heading|words]]`, or `![[picture.png|200]]`.
    fn wiki(&mut self, range: Range<usize>) {
        let raw = &self.body[range.clone()];
        let (is_shown, inner) = match raw.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, raw),
        };
        let Some(inner) = inner
            .strip_prefix("[[")
            .and_then(|rest| rest.strip_suffix("]]"))
        else {
            return;
        };
        let inner = inner.replace("\\|", "|");
        let (place, words) = match inner.split_once('|') {
            Some((place, words)) => (place.trim(), Some(words.trim())),
            None => (inner.trim(), None),
        };
        let (name, heading) = match place.split_once('#') {
            Some((name, heading)) => (name.trim(), Some(heading.trim())),
            None => (place, None),
        };
        if place.trim_start_matches('#').is_empty() {
            return;
        }
        let target = if name.is_empty() {
            self.names.wiki(self.from, self.from)
        } else {
            self.names.wiki(name, self.from)
        };
        let target = match target {
            Ok(target) => target,
            Err(why) => {
                let why = match why {
                    Nowhere::Missing => "names nothing here",
                    Nowhere::Several => "may be one of several",
                };
                return self.remark(range.start, raw, &format!("{why}, and stays as text"));
            }
        };
        let fragment = heading.and_then(|heading| self.fragment(target, heading, range.start, raw));
        let to = self.to(target, fragment.as_deref());
        let is_picture = matches!(target, Target::File(path) if is_picture(path));
        let size = words.filter(|words| words.chars().all(|c| c.is_ascii_digit() || c == 'x'));
        let words = words.filter(|words| !words.is_empty() && (size.is_none() || !is_picture));
        let named = || file_name(stem(self.names.goes_to(target))).to_owned();
        let words = words.map_or_else(
            || {
                if name.is_empty() {
                    place.trim_start_matches('#').to_owned()
                } else if is_picture {
                    named()
                } else {
                    place.to_owned()
                }
            },
            str::to_owned,
        );
        let mark = if is_shown && is_picture { "!" } else { "" };
        if is_shown && !is_picture {
            self.remark(
                range.start,
                raw,
                "showed another file in its place; it is a link now",
            );
        }
        self.edit(range, format!("{mark}[{}]({to})", escaped(&words)));
    }

    /// What stands behind `#` for a heading of a note.
    fn fragment(
        &mut self,
        target: Target<'_>,
        heading: &str,
        at: usize,
        raw: &str,
    ) -> Option<String> {
        // Of `Part#Section` the last counts; `^name` is a block.
        let last = heading.rsplit('#').next().unwrap_or(heading).trim();
        if matches!(target, Target::File(_)) {
            return Some(heading.to_owned());
        }
        let heading = Some(last).filter(|last| !last.starts_with('^'));
        let anchor = heading.and_then(|heading| self.names.anchor(target, heading));
        let anchor = anchor.map(str::to_owned);
        if anchor.is_none() && !self.names.is_title(target, last) {
            let what = if last.starts_with('^') {
                "leads to a block, which has no address here; it leads to the note now"
            } else {
                "names no heading of that note; it leads to the note now"
            };
            self.remark(at, raw, what);
        }
        anchor
    }

    /// A link whose target stands behind `mark`.
    fn inline(&mut self, range: Range<usize>, dest: &str, mark: &str) {
        let is_elsewhere = dest.is_empty()
            || dest.starts_with('?')
            || dest.starts_with("//")
            || dest
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|first| first.contains(':'));
        if is_elsewhere {
            return;
        }
        let (address, fragment) = match dest.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (dest, None),
        };
        let top = address.strip_prefix('@');
        let target = if address.is_empty() {
            self.names.wiki(self.from, self.from).ok()
        } else {
            let found = self.names.address(top.unwrap_or(address), self.from);
            found.or_else(|| self.named(address))
        };
        let Some(target) = target else {
            if top.is_some() || address.starts_with('/') {
                self.remark(
                    range.start,
                    dest,
                    "leads to nothing here, and stays as it is",
                );
            }
            return;
        };
        // A heading that is not found is asked for as it was, but for one that is the title now.
        let fragment = fragment.map(|fragment| percent_decode_str(fragment).decode_utf8_lossy());
        let is_title = |fragment: &str| {
            self.names.anchor(target, fragment).is_none() && self.names.is_title(target, fragment)
        };
        let title = fragment.as_deref().is_some_and(is_title);
        let anchor = fragment.filter(|_| !title).map(|fragment| {
            let found = self.names.anchor(target, &fragment);
            found.unwrap_or(&fragment).to_owned()
        });
        let to = self.to(target, anchor.as_deref());
        let is_same = anchor.is_none_or(|anchor| dest.ends_with(&format!("#{anchor}")));
        let is_here = address.is_empty() && !title;
        if is_here || (!title && is_same && self.is_right(address, target)) {
            return;
        }
        let raw = &self.body[range.clone()];
        let found = raw.rmatch_indices(mark).find_map(|(at, _)| {
            let behind = &raw[at + mark.len()..];
            let start = behind.len() - behind.trim_start_matches([' ', '<']).len();
            behind[start..]
                .starts_with(dest)
                .then_some(at + mark.len() + start)
        });
        match found {
            Some(at) => {
                let start = range.start + at;
                self.edit(start..start + dest.len(), to);
            }
            None => self.remark(
                range.start,
                dest,
                "is written in a way that cannot be rewritten",
            ),
        }
    }

    /// What a link leads to that names a note without the way to it, as Obsidian writes them.
    fn named(&self, address: &str) -> Option<Target<'r>> {
        if address.starts_with(['/', '@']) {
            return None;
        }
        let decoded = percent_decode_str(address).decode_utf8().ok()?;
        self.names.wiki(&decoded, self.from).ok()
    }

    /// Whether an address leads to the target as it stands.
    fn is_right(&self, address: &str, target: Target<'_>) -> bool {
        let decoded = percent_decode_str(address).decode_utf8_lossy();
        let path = crate::source::climb(parent(self.from), &decoded);
        !decoded.starts_with(['/', '@']) && path == self.names.goes_to(target)
    }

    /// What to write for a link to `target`.
    pub(super) fn to(&mut self, target: Target<'_>, fragment: Option<&str>) -> String {
        let path = self.names.goes_to(target);
        if let Target::File(path) = target {
            self.done.attachments.insert(path.to_owned());
        }
        let path = relative(parent(self.from), path);
        let path = encoded(&path);
        match fragment {
            Some(fragment) => format!("{path}#{}", encoded(fragment)),
            None => path,
        }
    }

    /// Puts a link in the place of `range`.
    pub(super) fn edit(&mut self, range: Range<usize>, text: String) {
        self.done.links += 1;
        self.edits.push((range, text));
    }

    /// Tells of `raw`, which stands at `at`.
    pub(super) fn remark(&mut self, at: usize, raw: &str, what: &str) {
        let line = raw.lines().next().unwrap_or_default();
        let told: String = line.chars().take(MOST_TOLD).collect();
        let more = if told.len() < raw.len() { "…" } else { "" };
        self.done
            .remarks
            .push((at, format!("`{told}{more}` {what}")));
    }

    fn finish(mut self) -> Rewritten {
        self.edits.sort_by_key(|(range, _)| range.start);
        let mut text = String::with_capacity(self.body.len());
        let mut at = 0;
        for (range, new) in self.edits {
            // What stands within another was written with it.
            if range.start < at {
                continue;
            }
            text.push_str(&self.body[at..range.start]);
            text.push_str(&new);
            at = range.end;
        }
        text.push_str(&self.body[at..]);
        self.done.text = text;
        self.done
    }
}

/// An address as people read it: letters of every script stand as they are.
fn encoded(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for piece in address.split_inclusive(|c: char| !c.is_ascii()) {
        let letter = piece.chars().next_back().filter(|c| !c.is_ascii());
        let ascii = piece.len() - letter.map_or(0, char::len_utf8);
        text.extend(utf8_percent_encode(&piece[..ascii], ESCAPED));
        text.extend(letter);
    }
    text
}

fn is_picture(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    PICTURES.contains(&ending.as_str())
}

/// Words that stand between brackets.
fn escaped(words: &str) -> String {
    words
        .replace('\\', "\\\\")
        .replace('[', "\\[")
        .replace(']', "\\]")
}
