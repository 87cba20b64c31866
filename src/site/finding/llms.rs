//! `llms.txt`: what there is to read here, for agents, with links to the Markdown of each page.

use std::fmt::Write;

use super::markdown::one_line;
use super::mirror::mirror_of;
use crate::audience::PublicView;
use crate::workbook::Route;

/// The list.
pub(super) fn llms(view: &PublicView) -> String {
    let mut list = format!(
        "# {}\n\n> How we work, and what came of it. The playbook says how the work is done; the journeys say \
         what came of it for somebody, in measured numbers and approved by a person.\n",
        one_line(&view.title)
    );
    for (route, title) in [(Route::Playbook, "Playbook"), (Route::Journeys, "Journeys")] {
        let mut pages = view
            .pages
            .iter()
            .filter(|page| page.route == route)
            .peekable();
        if pages.peek().is_none() {
            continue;
        }
        // Writing to a text cannot fail.
        let _ = writeln!(list, "\n## {title}\n");
        for page in pages {
            let summary = page
                .summary
                .as_deref()
                .map_or(String::new(), |text| format!(": {}", one_line(text)));
            let name = one_line(&page.title);
            let _ = writeln!(
                list,
                "- [{name}]({}){summary}",
                mirror_of(page.output.as_str())
            );
        }
    }
    list
}
