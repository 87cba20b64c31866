//! A public page as Markdown, for readers that are programs. It says what the page says: its links
//! lead to other mirrors, and nothing is in it that the page does not show.

use std::fmt::Write;

use pulldown_cmark::{CowStr, Event, Tag};

use super::markdown::{markdown, one_line, target};
use crate::audience::{PublicMetric, PublicPage};
use crate::site::measure::figure;
use crate::status::change;

/// Where the mirror of the page at `output` stands.
pub(in crate::site) fn mirror_of(output: &str) -> String {
    format!("{}.md", output.strip_suffix(".html").unwrap_or(output))
}

/// The mirror of a page.
pub(in crate::site) fn mirror(page: &PublicPage) -> String {
    let mut text = format!("# {}\n", one_line(&page.title));
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(part);
        text.push('\n');
    };
    if let Some(summary) = &page.summary {
        add(&format!("> {}", one_line(summary)));
    }
    let facts = [
        page.owner
            .as_ref()
            .map(|owner| format!("Kept by {}", one_line(owner))),
        page.reviewed.as_ref().map(|day| format!("reviewed {day}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if !facts.is_empty() {
        add(&format!("{}.", facts.join(", ")));
    }
    if let Some(metric) = &page.metric {
        add(&measured(metric));
    }
    let events: Vec<Event<'_>> = page.text.events.iter().map(mirrored).collect();
    add(markdown(&events).trim());
    if let Some(next) = &page.next {
        add(&format!(
            "Next: [{}]({})",
            one_line(&next.text),
            target(&to_mirror(&next.href))
        ));
    }
    text
}

/// An event as it stands in a mirror.
fn mirrored<'e>(event: &'e Event<'e>) -> Event<'e> {
    match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type: *link_type,
            dest_url: CowStr::from(to_mirror(dest_url)),
            title: title.clone(),
            id: id.clone(),
        }),
        // Markdown needs no name for a heading; readers of it look for the words.
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: *level,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        event => event.clone(),
    }
}

/// A link of a page as it stands in the page's mirror.
fn to_mirror(href: &str) -> String {
    let is_page = !href.contains(':') && !href.starts_with('#');
    let (path, anchor) = href
        .split_once('#')
        .map_or((href, None), |(path, anchor)| (path, Some(anchor)));
    match path.strip_suffix(".html").filter(|_| is_page) {
        None => href.to_owned(),
        Some(path) => {
            let anchor = anchor.map_or(String::new(), |anchor| format!("#{anchor}"));
            format!("{path}.md{anchor}")
        }
    }
}

/// The metric in a line, and its values.
fn measured(metric: &PublicMetric) -> String {
    let name = metric.name.as_deref().unwrap_or("The metric of this work");
    let mut text = format!("Measured: {}", one_line(name));
    if let Some(unit) = &metric.unit {
        let _ = write!(text, ", in {}", one_line(unit));
    }
    let latest = metric
        .latest()
        .map(|latest| format!("{} on {}", figure(latest.value), latest.date));
    let parts = [
        ("before", metric.baseline.map(figure)),
        ("latest", latest),
        ("change", metric.change_percent.map(change)),
        ("standard", metric.standard.map(figure)),
    ];
    for (name, value) in parts {
        let value = value.unwrap_or_else(|| "not measured".to_owned());
        let _ = write!(text, "; {name} {value}");
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_mirror_to_mirror() {
        assert_eq!(to_mirror("../playbook/a.html#b"), "../playbook/a.md#b");
        for same in [
            "#b",
            "https://x.example/a.html",
            "../assets/files/a.pdf",
            "mailto:a@b.example",
        ] {
            assert_eq!(to_mirror(same), same);
        }
        assert_eq!(mirror_of("playbook/a.html"), "playbook/a.md");
    }
}
