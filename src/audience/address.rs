//! What becomes of a link on one side of the site.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// Where a link leads on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// To another page or to the web.
    Link(String),
    /// To a file that is copied, or a picture in the link itself; an image may show it.
    File(String),
    /// To nothing that exists.
    Missing,
    /// To nothing that this side may name: only the words of the link remain.
    None,
}

/// Rewrites the links of a text, the innermost last. Links cannot nest, images can.
#[derive(Default)]
pub(super) struct Rewriter {
    open: Vec<Option<TagEnd>>,
}

impl Rewriter {
    /// The event that opens a link or an image with the given address.
    pub(super) fn open<'a>(&mut self, tag: Tag<'a>, address: Address, events: &mut Vec<Event<'a>>) {
        let (is_image, title) = match tag {
            Tag::Image { title, .. } => (true, title),
            Tag::Link { title, .. } => (false, title),
            _ => return,
        };
        let opened = match (address, is_image) {
            (Address::File(url), true) => Some((image(url, title), Some(TagEnd::Image))),
            // A remote image would tell its host who reads the page: it becomes a link.
            (Address::Link(url) | Address::File(url), _) => {
                Some((link(url, title), Some(TagEnd::Link)))
            }
            (Address::Missing, _) => {
                events.push(Event::InlineHtml("<span class=\"missing\">".into()));
                None
            }
            (Address::None, _) => {
                self.open.push(None);
                return;
            }
        };
        match opened {
            Some((tag, end)) => {
                events.push(Event::Start(tag));
                self.open.push(end);
            }
            None => self.open.push(Some(TagEnd::Strong)),
        }
    }

    /// The event that closes the innermost link or image.
    pub(super) fn close(&mut self, events: &mut Vec<Event<'_>>) {
        match self.open.pop().flatten() {
            // Stands for the span around a link to nothing.
            Some(TagEnd::Strong) => events.push(Event::InlineHtml("</span>".into())),
            Some(end) => events.push(Event::End(end)),
            None => {}
        }
    }
}

fn link(url: String, title: CowStr<'_>) -> Tag<'_> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: url.into(),
        title,
        id: "".into(),
    }
}

fn image(url: String, title: CowStr<'_>) -> Tag<'_> {
    Tag::Image {
        link_type: LinkType::Inline,
        dest_url: url.into(),
        title,
        id: "".into(),
    }
}
