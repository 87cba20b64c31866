//! Text as Markdown: of events, without losing a word, and of single lines, without adding markup.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::cmark;

use super::words::words;
use crate::syntax::extensions;

/// `events` as Markdown that says what they say.
///
/// Not all that can be read can be written: some places of emphasis, such as `~~a~~` before the end of a
/// line, have no form that reads the same everywhere. Where the whole text cannot be written, each block
/// of it is, and a block that cannot be is written without its emphasis, or else as its words.
pub(super) fn markdown(events: &[Event<'_>]) -> String {
    if let Some(text) = written(events) {
        return text;
    }
    let mut text = String::new();
    for block in blocks(events) {
        let block = written(block)
            .or_else(|| written(&without_emphasis(block)))
            .unwrap_or_else(|| bare(block));
        if !block.trim().is_empty() {
            text.push_str(block.trim_end());
            text.push_str("\n\n");
        }
    }
    text
}

/// `events` as Markdown, where that reads the same.
fn written(events: &[Event<'_>]) -> Option<String> {
    let mut text = String::new();
    // An error leaves half a text behind, which is not used; nor is a text that says something else.
    cmark(events.iter(), &mut text, extensions()).ok()?;
    // A reference to a footnote is one only where the note stands too.
    let notes = undefined_notes(events);
    let notes = notes.iter().map(|label| format!("\n\n[^{label}]: note"));
    let whole = text.clone() + &notes.collect::<String>();
    let read: Vec<Event<'_>> = Parser::new_ext(&whole, extensions()).collect();
    let mut expected = said(events);
    for _ in undefined_notes(events) {
        expected.push_str(" note.");
    }
    (said(&read) == expected.trim_start()).then_some(text)
}

/// The labels of footnotes that `events` refer to and do not hold.
fn undefined_notes<'e>(events: &'e [Event<'_>]) -> BTreeSet<&'e str> {
    let referred = events.iter().filter_map(|event| match event {
        Event::FootnoteReference(label) => Some(&**label),
        _ => None,
    });
    let mut labels: BTreeSet<&str> = referred.collect();
    for event in events {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            labels.remove(&**label);
        }
    }
    labels
}

/// The words of a block, a paragraph of them.
fn bare(block: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in block {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock,
            ) => text.push(' '),
            _ => {}
        }
    }
    one_line(&text)
}

/// The words of `events`, however they are broken into lines.
fn said(events: &[Event<'_>]) -> String {
    let words = words(events);
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

/// The blocks of `events` that stand in no other.
fn blocks<'b, 'e>(events: &'b [Event<'e>]) -> impl Iterator<Item = &'b [Event<'e>]> {
    let mut open = 0_usize;
    events.chunk_by(move |event, _| {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        open > 0
    })
}

fn without_emphasis<'e>(block: &[Event<'e>]) -> Vec<Event<'e>> {
    let is_emphasis = |event: &&Event<'_>| {
        matches!(
            event,
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
        )
    };
    let kept = block.iter().filter(|event| !is_emphasis(event));
    kept.cloned().collect()
}

/// `text` on one line, with nothing in it that Markdown would take for more than words.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if matches!(
                c,
                '\\' | '`'
                    | '*'
                    | '_'
                    | '['
                    | ']'
                    | '<'
                    | '>'
                    | '#'
                    | '{'
                    | '}'
                    | '&'
                    | '~'
                    | '|'
                    | '!'
            ) {
                line.push('\\');
            }
            line.push(c);
        }
    }
    // What starts a list, or underlines a heading, does so at the start of a line only.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if line[digits..].starts_with(['-', '+', '=', '.', ')', ':']) {
        line.insert(digits, '\\');
    }
    line
}

/// The address `href` where Markdown wants one: nothing in it ends the link.
pub(super) fn target(href: &str) -> String {
    let ends = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '<' | '>' | '\\' | '"' | '`')
    };
    let mut target = String::with_capacity(href.len());
    for c in href.chars() {
        if ends(c) {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            target.extend(bytes.map(|byte| format!("%{byte:02X}")));
        } else {
            target.push(c);
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<Event<'_>> {
        Parser::new_ext(text, extensions()).collect()
    }

    #[test]
    fn emphasis_that_cannot_be_written_costs_no_word() {
        for text in [
            "~~a~~\\\nb",
            "~~a~~  \nb",
            "x\n\n- ~~a~~\\\n  b\n- c **d**\n\ny",
            "> ***a**b*c~~d~~\\\n> e",
            "*a*b**c**~~d~~`e`\\\nf",
        ] {
            let events = events(text);
            let text = markdown(&events);
            let read: Vec<Event<'_>> = Parser::new_ext(&text, extensions()).collect();
            assert_eq!(said(&read), said(&events), "{text}");
        }
    }

    #[test]
    fn a_line_is_only_words() {
        for text in [
            "a\n# b [c](d) <e>",
            "# a",
            "a #",
            "- a",
            "12. a",
            "+ a",
            "1) a",
            "=== a",
            "> a",
            "a {#b}",
            "&lt;b&gt; `c`",
            "| a | b |",
            "![a](b) ~~c~~ *d*",
            "[a]: b",
            "```a",
        ] {
            for before in ["", "# ", "> ", "- "] {
                let line = format!("{before}{}", one_line(text));
                let read = events(&line);
                let shown: Vec<&str> = text.split_whitespace().collect();
                let said = said(&read);
                let said = said.trim_end_matches(['.', ' ']);
                assert_eq!(said, shown.join(" ").trim_end_matches('.'), "{line}");
                let tags = read.iter().filter(|event| matches!(event, Event::Start(_)));
                assert!(tags.count() <= 2, "{line}: {read:?}");
            }
        }
    }

    #[test]
    fn an_address_stays_within_its_link() {
        let text = format!("[a]({})", target("https://b.example/c) [d](e\n\"f\" <g>"));
        let links = events(&text).into_iter();
        let links = links.filter(|event| matches!(event, Event::Start(Tag::Link { .. })));
        assert_eq!(links.count(), 1, "{text}");
        assert_eq!(target("../a-b/c.md#d?e&f=%20"), "../a-b/c.md#d?e&f=%20");
    }
}
