//! Markdown events to the HTML of a page's body.
//!
//! The library writes the plain elements. What is written here is what it does not do well enough:
//! tables that scroll, cells aligned without inline styles, task lists that a screen reader can
//! read, footnotes at the end with a way back, links to headings.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd, html};

/// Writes `events` as HTML.
pub(super) fn render(events: Vec<Event<'_>>) -> String {
    let has_tags = events.iter().any(is_user_html);
    let mut writer = Writer::default();
    for event in events {
        writer.event(event);
    }
    let events = writer.finish();
    let mut page = String::with_capacity(events.len() * 24);
    html::push_html(&mut page, events.into_iter());
    if has_tags {
        SANITIZER.clean(&page).to_string()
    } else {
        page
    }
}

/// Whether the event is HTML that somebody wrote into a note. It holds harmless tags only by now,
/// but they may not match up.
fn is_user_html(event: &Event<'_>) -> bool {
    matches!(event, Event::Html(_) | Event::InlineHtml(_))
}

/// Closes what notes left open and takes away what they should not have; knows every element and
/// attribute that this file and the library write.
static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = HashSet::from([
        "a",
        "abbr",
        "blockquote",
        "br",
        "code",
        "del",
        "details",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "input",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]);
    let mut sanitizer = Builder::empty();
    sanitizer
        .tags(tags)
        .generic_attributes(HashSet::from(["class", "id", "aria-label"]))
        .add_tag_attributes("a", &["href", "title"])
        .add_tag_attributes("abbr", &["title"])
        .add_tag_attributes("details", &["open"])
        .add_tag_attributes("div", &["role", "tabindex"])
        .add_tag_attributes("img", &["src", "alt", "title"])
        .add_tag_attributes("input", &["type", "checked", "disabled"])
        .add_tag_attributes("ol", &["start"])
        .add_tag_attributes("pre", &["tabindex"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "data"]))
        .link_rel(None);
    sanitizer
});

/// Turns events into events that the library writes as we want them.
#[derive(Default)]
struct Writer<'a> {
    out: Vec<Event<'a>>,
    /// The footnotes that are being read, the innermost last; their events do not go to `out`.
    open_notes: Vec<String>,
    footnotes: BTreeMap<String, Vec<Event<'a>>>,
    /// The labels of footnotes in the order in which the text refers to them.
    referred: Vec<String>,
    numbers: BTreeMap<String, usize>,
    tables: usize,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Where the content of the open cell begins.
    cell: usize,
    /// Whether the next event is the first one of a list item.
    item: Option<usize>,
    anchor: Option<(HeadingLevel, String)>,
}

impl<'a> Writer<'a> {
    fn event(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::TaskListMarker(done) => self.task(done),
            // Labels are matched without regard to case.
            Event::FootnoteReference(label) => self.reference(&label.to_lowercase()),
            event => self.push(event),
        }
    }

    fn push(&mut self, event: Event<'a>) {
        self.events().push(event);
    }

    /// Where events go now.
    fn events(&mut self) -> &mut Vec<Event<'a>> {
        match self.open_notes.last() {
            Some(label) => self.footnotes.entry(label.clone()).or_default(),
            None => &mut self.out,
        }
    }

    fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.push(Event::InlineHtml(html.into()));
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.tables += 1;
                self.html(format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table {}\">\
                     <table>",
                    self.tables
                ));
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.html("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.html("<tr>");
            }
            Tag::TableCell => {
                // Written at its end, when it is known what it holds.
                self.html("");
                self.cell = self.events().len();
            }
            Tag::CodeBlock(kind) => {
                let pre = code_block(&kind);
                self.html(pre);
            }
            Tag::FootnoteDefinition(label) => self.open_notes.push(label.to_lowercase()),
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                self.anchor = id
                    .as_ref()
                    .filter(|id| !id.is_empty())
                    .map(|id| (level, id.to_string()));
                let id = id.filter(|id| !id.is_empty());
                self.push(Event::Start(Tag::Heading {
                    level,
                    id,
                    classes,
                    attrs,
                }));
            }
            Tag::Item => {
                self.push(Event::Start(Tag::Item));
                self.item = Some(self.events().len());
            }
            tag => self.push(Event::Start(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table => self.html("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.html("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::CodeBlock => self.html("</code></pre>\n"),
            TagEnd::FootnoteDefinition => {
                self.open_notes.pop();
            }
            TagEnd::Heading(level) => {
                if let Some((HeadingLevel::H2 | HeadingLevel::H3, id)) = self.anchor.take() {
                    let mut link = String::from("<a class=\"anchor\" href=\"#");
                    push_escaped(&mut link, &id);
                    link.push_str("\" aria-label=\"Link to this section\"></a>");
                    self.html(link);
                }
                self.push(Event::End(TagEnd::Heading(level)));
            }
            tag => self.push(Event::End(tag)),
        }
    }

    /// Writes the tags of the cell that ends here. A cell of a single word gets a class, so that a
    /// date or an identifier is not broken at its hyphens; a heading without words heads nothing.
    fn end_cell(&mut self) {
        let behind = self.cell;
        let content = &self.events()[behind..];
        let is_empty = content.is_empty();
        let is_word = matches!(content, [Event::Text(text)] if is_hyphenated_word(text));
        let alignment = match self.alignments.get(self.column) {
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            _ => "",
        };
        let class = match (alignment, is_word) {
            ("", false) => String::new(),
            ("", true) => " class=\"word\"".to_owned(),
            (side, false) => format!(" class=\"{side}\""),
            (side, true) => format!(" class=\"{side} word\""),
        };
        let cell = if self.in_head && !is_empty {
            "th"
        } else {
            "td"
        };
        self.events()[behind - 1] = Event::InlineHtml(format!("<{cell}{class}>").into());
        self.html(format!("</{cell}>"));
        self.column += 1;
    }

    /// A task's box. Its list item gets a class, so that the box stands in for the bullet.
    fn task(&mut self, done: bool) {
        let opened = self.item.take().and_then(|behind| behind.checked_sub(1));
        if let Some(event) = opened.and_then(|item| self.events().get_mut(item))
            && *event == Event::Start(Tag::Item)
        {
            *event = Event::InlineHtml("<li class=\"task\">".into());
        }
        self.html(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"done\">"
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"to do\">"
        });
    }

    fn reference(&mut self, label: &str) {
        let first = !self.numbers.contains_key(label);
        if first {
            self.numbers
                .insert(label.to_owned(), self.numbers.len() + 1);
            self.referred.push(label.to_owned());
        }
        let number = self.numbers[label];
        // Only the first reference can be gone back to: an id stands once on a page.
        let id = if first {
            format!(" id=\"fnref-{number}\"")
        } else {
            String::new()
        };
        self.html(format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\"{id}>{number}</a></sup>"
        ));
    }

    /// The events of the whole page, footnotes last.
    fn finish(mut self) -> Vec<Event<'a>> {
        if self.footnotes.is_empty() {
            return self.out;
        }
        let unreferred: Vec<String> = self
            .footnotes
            .keys()
            .filter(|label| !self.numbers.contains_key(*label))
            .cloned()
            .collect();
        self.open_notes.clear();
        self.html("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for label in self.referred.clone().into_iter().chain(unreferred) {
            let events = self.footnotes.remove(&label).unwrap_or_default();
            let number = self.numbers.get(&label).copied();
            self.note(events, number);
        }
        self.html("</ol></section>\n");
        self.out
    }

    fn note(&mut self, events: Vec<Event<'a>>, number: Option<usize>) {
        let Some(number) = number else {
            self.html("<li>");
            self.out.extend(events);
            self.html("</li>\n");
            return;
        };
        let back = format!(
            " <a href=\"#fnref-{number}\" class=\"footnote-back\" aria-label=\"Back to text\">↩</a>"
        );
        self.html(format!("<li id=\"fn-{number}\">"));
        // The way back stands in the note's last paragraph rather than below it.
        let paragraph = matches!(events.last(), Some(Event::End(TagEnd::Paragraph)));
        let inside = if paragraph {
            events.len() - 1
        } else {
            events.len()
        };
        let mut events = events;
        let end = events.split_off(inside);
        self.out.extend(events);
        self.html(back);
        self.out.extend(end);
        self.html("</li>\n");
    }
}

/// Whether a cell of this text should stay on one line: a date, an identifier.
fn is_hyphenated_word(text: &str) -> bool {
    const LONGEST: usize = 20;
    text.len() <= LONGEST && text.contains('-') && !text.contains(char::is_whitespace)
}

/// The start of a block of code. It can be scrolled, so it can be reached with the keyboard.
fn code_block(kind: &CodeBlockKind<'_>) -> String {
    let mut pre = String::from("<pre tabindex=\"0\"><code");
    if let CodeBlockKind::Fenced(info) = kind
        && let Some(language) = info
            .split([' ', ',', '{'])
            .next()
            .filter(|word| !word.is_empty())
    {
        pre.push_str(" class=\"language-");
        push_escaped(&mut pre, language);
        pre.push('"');
    }
    pre.push('>');
    pre
}

/// Writes `text` so that it can stand in an attribute.
fn push_escaped(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut *out, text);
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Parser;

    use super::render;
    use crate::syntax::extensions;

    fn html(markdown: &str) -> String {
        render(Parser::new_ext(markdown, extensions()).collect())
    }

    #[test]
    fn tables_scroll_and_align_without_styles() {
        assert!(
            html("```sh x\na<b\n```\n").contains("<code class=\"language-sh\">a&lt;b\n</code>")
        );
        let page = html("| A | B |\n|---|--:|\n| 1 | 2 |\n");
        assert!(
            page.contains("<div class=\"table\" role=\"region\""),
            "{page}"
        );
        assert!(
            page.contains("<th class=\"right\">B</th></tr></thead><tbody>"),
            "{page}"
        );
        assert!(
            page.contains("<td class=\"right\">2</td></tr>\n</tbody></table></div>"),
            "{page}"
        );
        assert!(!page.contains("style="), "{page}");
    }

    #[test]
    fn dates_and_identifiers_in_cells_stay_whole() {
        let page = html("| A-B | C |\n|---|--:|\n| 2026-06-02 | PM-1 |\n| well-known fact | 9 |\n");
        assert!(
            page.contains("<td class=\"word\">2026-06-02</td>"),
            "{page}"
        );
        assert!(
            page.contains("<td class=\"right word\">PM-1</td>"),
            "{page}"
        );
        assert!(page.contains("<td>well-known fact</td>"), "{page}");
        assert!(page.contains("<th class=\"word\">A-B</th>"), "{page}");
        assert!(page.contains("<td class=\"right\">9</td>"), "{page}");
    }

    #[test]
    fn a_heading_without_words_heads_nothing() {
        let page = html("| | B |\n|---|--:|\n| 1 | 2 |\n");
        assert!(
            page.contains("<tr><td></td><th class=\"right\">B</th></tr>"),
            "{page}"
        );
    }

    #[test]
    fn tasks_replace_the_bullet() {
        let page = html("- [x] done\n- [ ] open\n- plain\n");
        assert!(page.contains("<li class=\"task\"><input type=\"checkbox\" disabled checked"));
        assert_eq!(page.matches("class=\"task\"").count(), 2, "{page}");
    }

    #[test]
    fn footnotes_stand_at_the_end_in_the_order_of_their_references() {
        let page = html("a[^x] b[^y] c[^x]\n\n[^y]: second\n\n[^x]: first\n\nend\n");
        let end = page.find("<p>end").expect("the last paragraph");
        let first = page.find("first").expect("the first note");
        let second = page.find("second").expect("the second note");
        assert!(end < first && first < second, "{page}");
        assert_eq!(page.matches("id=\"fnref-1\"").count(), 1);
        assert!(
            page.contains("<a href=\"#fnref-2\" class=\"footnote-back\""),
            "{page}"
        );
    }

    #[test]
    fn tags_that_were_left_open_are_closed() {
        let page = html("a <kbd>b\n\nc\n");
        assert!(page.contains("<kbd>b</kbd>"), "{page}");
    }
}
