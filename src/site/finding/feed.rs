//! The Atom feed of journeys and playbook pages, newest review first.

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::address;
use crate::audience::{PublicPage, PublicView};

/// How many pages a feed holds.
const MOST_ENTRIES: usize = 50;

/// Whether there is a page of which it is known when it was reviewed.
pub(super) fn has_entries(view: &PublicView) -> bool {
    view.pages.iter().any(|page| updated(page).is_some())
}

/// The feed.
pub(super) fn feed(view: &PublicView) -> String {
    let mut pages: Vec<(FixedDateTime, &PublicPage)> = view
        .pages
        .iter()
        .filter_map(|page| Some((updated(page)?, page)))
        .collect();
    // Pages of one day stay in the order of their paths.
    pages.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    pages.truncate(MOST_ENTRIES);
    // There is a feed only where the site's address is known, so every address is.
    let home = address(view, "").unwrap_or_default();
    let mut feed = Feed {
        title: Text::plain(view.title.clone()),
        id: home.clone(),
        links: vec![
            link(&home, "alternate", "text/html"),
            link(
                &address(view, "feed.xml").unwrap_or_default(),
                "self",
                "application/atom+xml",
            ),
        ],
        generator: Some(Generator {
            value: "loopbook".to_owned(),
            ..Generator::default()
        }),
        ..Feed::default()
    };
    if let Some((newest, _)) = pages.first() {
        feed.updated = *newest;
    }
    feed.entries = pages
        .iter()
        .map(|(day, page)| entry(view, *day, page))
        .collect();
    let mut text = feed.to_string();
    text.push('\n');
    text
}

fn entry(view: &PublicView, day: FixedDateTime, page: &PublicPage) -> Entry {
    let address = address(view, page.output.as_str()).unwrap_or_default();
    let author = page.owner.clone().unwrap_or_else(|| view.title.clone());
    Entry {
        title: Text::plain(page.title.clone()),
        id: address.clone(),
        updated: day,
        authors: vec![Person {
            name: author,
            ..Person::default()
        }],
        categories: page
            .tags
            .iter()
            .map(|tag| Category {
                term: tag.clone(),
                ..Category::default()
            })
            .collect(),
        links: vec![link(&address, "alternate", "text/html")],
        summary: page.summary.clone().map(Text::plain),
        ..Entry::default()
    }
}

fn link(href: &str, rel: &str, mime_type: &str) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        ..Link::default()
    }
}

/// The beginning of the day on which a page was reviewed; none where that is no date, which only a page
/// without one can be.
fn updated(page: &PublicPage) -> Option<FixedDateTime> {
    format!("{}T00:00:00Z", page.reviewed.as_ref()?)
        .parse()
        .ok()
}
