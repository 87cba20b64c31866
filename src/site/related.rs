//! Which public pages a reader of one may want next: pages that link each other, and pages that share
//! a tag which few have. Everything here comes from the `PublicView`. It is for pages that nobody
//! vouches for; a page under an approval names what its own text links, and the approval covers that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pulldown_cmark::{Event, Tag};

use crate::audience::{MOST_RELATED, PublicView};
use crate::source::{parent, resolve};

/// A tag that more pages have says too little.
const MOST_TAGGED: usize = 12;

/// For each page of a view, the pages that are related to it, the nearest first.
#[derive(Default)]
pub(super) struct Related {
    pages: Vec<Vec<usize>>,
}

impl Related {
    /// The relations between the pages of `view`.
    pub(super) fn of(view: &PublicView) -> Self {
        let places: HashMap<&str, usize> = view
            .pages
            .iter()
            .enumerate()
            .map(|(at, page)| (page.output.as_str(), at))
            .collect();
        let mut near: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); view.pages.len()];
        for (from, page) in view.pages.iter().enumerate() {
            let directory = parent(page.output.as_str());
            let targets = page.text.events.iter().filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.as_ref()),
                _ => None,
            });
            let linked: BTreeSet<usize> = targets
                .filter_map(|href| resolve(directory, href.split('#').next()?).ok())
                .filter_map(|path| places.get(path.as_str()).copied())
                .filter(|to| *to != from)
                .collect();
            for to in linked {
                *near[from].entry(to).or_default() += 2;
                *near[to].entry(from).or_default() += 2;
            }
        }
        let mut tagged: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, page) in view.pages.iter().enumerate() {
            for tag in &page.tags {
                tagged.entry(tag).or_default().push(at);
            }
        }
        for pages in tagged.values().filter(|pages| pages.len() <= MOST_TAGGED) {
            for &one in pages {
                for &other in pages.iter().filter(|other| **other != one) {
                    *near[one].entry(other).or_default() += 1;
                }
            }
        }
        let nearest = |near: BTreeMap<usize, u32>| {
            let mut pages: Vec<(usize, u32)> = near.into_iter().collect();
            pages.sort_by_key(|&(at, weight)| (std::cmp::Reverse(weight), at));
            pages.truncate(MOST_RELATED);
            pages.into_iter().map(|(at, _)| at).collect()
        };
        Self {
            pages: near.into_iter().map(nearest).collect(),
        }
    }

    /// The pages that are related to the one at `position`.
    pub(super) fn to(&self, position: usize) -> &[usize] {
        self.pages.get(position).map_or(&[], Vec::as_slice)
    }
}
