//! The navigation at the side of pages: rendered once per directory, kept as text.

use std::collections::HashMap;

use rayon::prelude::*;

use super::data::{Navigation, NavigationFrame, NavigationGroup, NavigationItem};
use super::theme::{Theme, escaped};
use super::{Page, SiteError};
use crate::source::parent;
use crate::workbook::OutputPath;

/// The most lines of one group. What is beyond is reached through the group's title.
pub(super) const MAX_ITEMS: usize = 80;

/// The navigation of one directory of the site, with places instead of links.
pub(super) struct Plan {
    /// The directory whose pages it stands on.
    pub(super) directory: String,
    pub(super) label: &'static str,
    pub(super) groups: Vec<PlanGroup>,
}

/// A group of lines.
#[derive(Default)]
pub(super) struct PlanGroup {
    pub(super) title: String,
    pub(super) place: Option<OutputPath>,
    pub(super) items: Vec<PlanItem>,
}

/// A line.
pub(super) struct PlanItem {
    pub(super) title: String,
    pub(super) place: OutputPath,
    pub(super) note: Option<&'static str>,
}

/// The rendered navigations of one side, by directory.
#[derive(Default)]
pub(super) struct Shelf {
    by_directory: HashMap<String, String>,
}

impl Shelf {
    /// Renders each plan once.
    pub(super) fn new(theme: &Theme, plans: &[Plan]) -> Result<Self, SiteError> {
        let render = |plan: &Plan| {
            let nav = plan.navigation();
            let html = theme.render("nav.html", NavigationFrame { nav })?;
            Ok((plan.directory.clone(), html))
        };
        let by_directory = plans
            .par_iter()
            .map(render)
            .collect::<Result<_, SiteError>>()?;
        Ok(Self { by_directory })
    }

    /// The navigation as it stands on `page`, its own line marked.
    pub(super) fn for_page(&self, page: &Page) -> Option<String> {
        let html = self.by_directory.get(parent(page.output.as_str()))?;
        let own = format!(
            "<a href=\"{}\"",
            escaped(&page.output.link_to(&page.output))
        );
        Some(html.replacen(&own, &format!("{own} aria-current=\"page\""), 1))
    }
}

impl Plan {
    fn navigation(&self) -> Navigation {
        // Any page of the directory links alike.
        let page = OutputPath::fixed(&format!("{}/_", self.directory));
        let group = |group: &PlanGroup| NavigationGroup {
            title: group.title.clone(),
            href: group.place.as_ref().map(|place| page.link_to(place)),
            items: group
                .items
                .iter()
                .take(MAX_ITEMS)
                .map(|item| NavigationItem {
                    title: item.title.clone(),
                    href: page.link_to(&item.place),
                    note: item.note,
                })
                .collect(),
        };
        Navigation {
            label: self.label,
            groups: self.groups.iter().map(group).collect(),
        }
    }
}
