//! How readers and machines find what is public: feed, site map, `llms.txt`, Markdown mirrors and the
//! records of the search. Everything here comes from the `PublicView`, but for the records of the
//! team's own search.

mod feed;
mod llms;
mod markdown;
mod mirror;
mod sitemap;
mod structured;
mod words;

pub(super) use mirror::{mirror, mirror_of};
pub(super) use structured::structured;
pub(super) use words::words;

use crate::audience::PublicView;

/// A file of the public side that is made for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    /// `feed.xml`.
    Feed,
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
}

impl Index {
    /// Where it stands.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Feed => "feed.xml",
            Self::Sitemap => "sitemap.xml",
            Self::Robots => "robots.txt",
            Self::Llms => "llms.txt",
        }
    }

    /// Those that the public side has. A feed and a site map name addresses as a whole, so they need
    /// to know where the site will stand.
    pub(super) fn all(view: &PublicView) -> Vec<Self> {
        let mut all = vec![Self::Robots, Self::Llms];
        if view.base_url.is_some() {
            all.push(Self::Sitemap);
            all.extend(feed::has_entries(view).then_some(Self::Feed));
        }
        all
    }

    /// What it holds.
    pub(super) fn text(self, view: &PublicView) -> String {
        match self {
            Self::Feed => feed::feed(view),
            Self::Sitemap => sitemap::sitemap(view),
            Self::Robots => sitemap::robots(view),
            Self::Llms => llms::llms(view),
        }
    }
}

/// The whole address of what stands at `path` on the public side; none where nobody said where the
/// site will stand.
pub(super) fn address(view: &PublicView, path: &str) -> Option<String> {
    let base = view.base_url.as_ref()?;
    let slash = if base.ends_with('/') { "" } else { "/" };
    Some(format!(
        "{base}{slash}{}",
        path.strip_suffix("index.html").unwrap_or(path)
    ))
}
