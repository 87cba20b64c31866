//! The words of a text, as the search knows it.

use pulldown_cmark::{Event, TagEnd};

/// The words of `events`, a paragraph, heading, item or cell after the other.
pub(in crate::site) fn words(events: &[Event<'_>]) -> String {
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::Image,
            ) => words.push_str(". "),
            _ => {}
        }
    }
    words
}
