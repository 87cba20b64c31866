//! `sitemap.xml` and `robots.txt`.

use std::fmt::Write;

use super::address;
use crate::audience::PublicView;
use crate::site::theme::escaped;

/// The pages of the public side that have no document of their own.
const LISTS: [&str; 3] = ["", "playbook/index.html", "journeys/index.html"];

/// The site map: every page of the public side.
pub(super) fn sitemap(view: &PublicView) -> String {
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let lists = LISTS.iter().map(|path| (*path, None));
    let pages = view
        .pages
        .iter()
        .map(|page| (page.output.as_str(), page.reviewed.as_deref()));
    for (path, day) in lists.chain(pages) {
        // There is a map only where the site's address is known, so every address is.
        let place = address(view, path).unwrap_or_default();
        let day = day.map_or(String::new(), |day| {
            format!("<lastmod>{}</lastmod>", escaped(day))
        });
        // Writing to a text cannot fail.
        let _ = writeln!(map, "<url><loc>{}</loc>{day}</url>", escaped(&place));
    }
    map.push_str("</urlset>\n");
    map
}

/// What robots may look at: everything that is public.
pub(super) fn robots(view: &PublicView) -> String {
    let map =
        address(view, "sitemap.xml").map_or(String::new(), |map| format!("\nSitemap: {map}\n"));
    format!("User-agent: *\nAllow: /\n{map}")
}
