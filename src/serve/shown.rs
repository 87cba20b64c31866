//! What is shown between two changes: pages with the script that follows the next one, the files of
//! the site, and the findings.

use std::collections::HashMap;

use super::answer::{Answer, Trust, Wanted, media_type, tag};
use super::overlay::Overlay;
use crate::Evaluation;
use crate::emit;
use crate::rules::Findings;
use crate::site::{Asset, AssetContent, Page, Side, Site};
use crate::source::Watched;

/// The style sheet of the site, whose changes a browser takes over without loading the page again.
const STYLE: &str = "assets/loopbook.css";

/// A workbook as it stands, with its site.
pub(super) struct Shown<'s> {
    evaluation: &'s Evaluation,
    site: &'s Site<'s>,
    pages: HashMap<(Side, String), Page>,
    assets: HashMap<(Side, String), Asset<'s>>,
    /// The file that a page is made from, by the page's path on either side.
    sources: HashMap<&'s str, &'s str>,
    /// What each side's style sheet is called.
    styles: HashMap<Side, String>,
}

impl<'s> Shown<'s> {
    /// What there is to be shown.
    pub(super) fn new(evaluation: &'s Evaluation, site: &'s Site<'s>) -> Self {
        let key = |side: Side, output: &str| (side, output.to_owned());
        let pages = site.pages().into_iter();
        let pages = pages.map(|page| (key(page.side, page.output.as_str()), page));
        let assets: HashMap<(Side, String), Asset<'s>> = site
            .assets()
            .into_iter()
            .map(|asset| (key(asset.side, asset.output.as_str()), asset))
            .collect();
        let styles = assets.iter().filter_map(|((side, path), asset)| {
            let AssetContent::Text(text) = asset.content else {
                return None;
            };
            (path == STYLE).then(|| (*side, tag(text.as_bytes())))
        });
        let book = &evaluation.workbook;
        let sources = book.documents.iter().map(|document| {
            let path = book.files.get(document.file).path();
            (document.output.as_str(), path)
        });
        Self {
            evaluation,
            site,
            pages: pages.collect(),
            styles: styles.collect(),
            sources: sources.collect(),
            assets,
        }
    }

    /// What is wanted, as it stands.
    pub(super) fn answer(
        &self,
        wanted: &Wanted,
        findings: Option<&Findings>,
        world: &Watched,
    ) -> Answer {
        match wanted {
            Wanted::File(side, path) => self.file(*side, path, world),
            Wanted::Findings(page) => {
                let source = page
                    .as_ref()
                    .and_then(|path| self.sources.get(path.as_str()));
                let files = &self.evaluation.workbook.files;
                let overlay = findings.map_or_else(Overlay::default, |findings| {
                    Overlay::of(findings, files, source.copied())
                });
                overlay.answer()
            }
        }
    }

    fn file(&self, side: Side, path: &str, world: &Watched) -> Answer {
        let key = (side, path.to_owned());
        if let Some(page) = self.pages.get(&key) {
            return match self.site.render(page) {
                Ok(text) if !page.is_html() => {
                    Answer::new(media_type(path), text.into_bytes(), Trust::Site)
                }
                Ok(html) => {
                    let style = self.styles.get(&side).map_or("", String::as_str);
                    Answer::page(&html, style, path)
                }
                Err(error) => Answer::missing("This page cannot be shown", &error.to_string()),
            };
        }
        let Some(asset) = self.assets.get(&key) else {
            let why = "It may have been renamed or removed, or it is not public.";
            return Answer::missing("There is no such page", why);
        };
        match (
            &asset.content,
            emit::content(asset, &self.evaluation.files, world),
        ) {
            (_, Err(error)) => Answer::missing("This file cannot be shown", &error.to_string()),
            (AssetContent::Text(_), Ok(bytes)) => {
                Answer::new(media_type(path), bytes.into_owned(), Trust::Site)
            }
            (AssetContent::File(_), Ok(bytes)) => {
                Answer::new(media_type(path), bytes.into_owned(), Trust::Foreign)
            }
        }
    }
}

/// What is answered where there is no site to be shown.
pub(super) fn failure(wanted: &Wanted, why: &str) -> Answer {
    match wanted {
        Wanted::File(..) => Answer::missing("The site cannot be shown", why),
        Wanted::Findings(_) => Overlay::failed(why).answer(),
    }
}
