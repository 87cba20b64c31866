//! The views to pages: renders both sides of the site in memory, a page at a time.
//!
//! Public pages are made from the `PublicView` alone: `public.rs` sees nothing else. Navigation is
//! rendered once per directory and spliced into its pages, so a directory of thousands costs no
//! more per page than one of ten. Nothing here touches a disk.

mod chart;
mod data;
mod finding;
mod legible;
mod map;
mod markup;
mod measure;
mod navigation;
mod private;
mod public;
mod related;
mod template;
mod theme;

use std::collections::BTreeMap;

use crate::audience::{Approvals, PrivateFiles, PrivateView, PublicView};
use crate::source::World;
use crate::status::Status;
use crate::workbook::{OutputPath, Workbook};
use data::{Content, Frame, PageData, Section, SiteData};
use finding::Index;
use legible::legible;
use navigation::Shelf;
use related::Related;
use theme::Theme;

/// What keeps a site from being rendered: a template of the workbook's own that does not work.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template could not be read, parsed or run.
    #[error("the template `{name}` does not work: {message}")]
    Template {
        /// The template's name.
        name: String,
        /// What is wrong with it.
        message: String,
    },
}

impl SiteError {
    fn template(name: &str, error: &minijinja::Error) -> Self {
        let line = error
            .line()
            .map_or(String::new(), |line| format!(" in line {line}"));
        let file = error.name().filter(|file| *file != name);
        let file = file.map_or(String::new(), |file| format!(" of `{file}`"));
        let detail = error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned);
        Self::Template {
            name: name.to_owned(),
            message: format!("{detail}{line}{file}"),
        }
    }
}

/// One of the two sides of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What gets published.
    Public,
    /// What stays with the team.
    Private,
}

impl Side {
    /// The directory of this side below the site.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

/// A page that can be rendered.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its side.
    pub side: Side,
    /// Where it stands on its side.
    pub output: OutputPath,
    subject: Subject,
}

impl Page {
    /// Whether it is a page for readers, not a file for machines.
    pub const fn is_html(&self) -> bool {
        !matches!(self.subject, Subject::Mirror(_) | Subject::Index(_))
    }
}

/// What a page is about.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Home,
    List(usize),
    Workflow(usize),
    Document(usize),
    Mirror(usize),
    Index(Index),
}

/// A file of the site that is no page.
#[derive(Debug, Clone)]
pub struct Asset<'s> {
    /// Its side.
    pub side: Side,
    /// Where it stands on its side.
    pub output: OutputPath,
    /// What it holds.
    pub content: AssetContent<'s>,
}

/// A document as the search knows it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its page, from the top of its side.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What it is, in a word.
    pub kind: String,
    /// Its words.
    pub text: String,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum AssetContent<'s> {
    /// This text.
    Text(&'s str),
    /// What stands in the workbook's file of this path.
    File(&'s str),
}

/// A site that is ready to be rendered.
pub struct Site<'w> {
    public: Option<&'w PublicView>,
    private: PrivateView<'w>,
    private_files: BTreeMap<OutputPath, String>,
    theme: Theme,
    public_shelf: Shelf,
    private_shelf: Shelf,
    related: Related,
    /// Whether pages offer a search, where there is something to find.
    pub has_search: bool,
}

impl<'w> Site<'w> {
    /// The site of `workbook`: its private side, and the public one where a view of it is given.
    ///
    /// # Errors
    /// Where a template of the workbook does not work.
    pub fn new(
        workbook: &'w Workbook,
        status: &'w Status,
        approvals: &'w Approvals,
        files: &'w PrivateFiles,
        world: &dyn World,
        public: Option<&'w PublicView>,
    ) -> Result<Self, SiteError> {
        let theme = Theme::load(workbook, world)?;
        let private = PrivateView::of(workbook, status, approvals, files);
        let private_files = private.files();
        let mut site = Self {
            public,
            private,
            private_files,
            theme,
            public_shelf: Shelf::default(),
            private_shelf: Shelf::default(),
            related: public.map(Related::of).unwrap_or_default(),
            has_search: false,
        };
        if let Some(view) = site.public {
            site.public_shelf = Shelf::new(&site.theme, &public::navigation(view))?;
        }
        site.private_shelf = Shelf::new(&site.theme, &private::navigation(&site.private))?;
        Ok(site)
    }

    /// The pages of the site.
    pub fn pages(&self) -> Vec<Page> {
        let mut pages = private::pages(&self.private);
        if let Some(view) = self.public {
            pages.extend(public::pages(view));
        }
        pages
    }

    /// The files of the site that are no pages.
    pub fn assets(&self) -> Vec<Asset<'_>> {
        let mut assets = Vec::new();
        let sides = [
            (Side::Public, self.public.map(|view| &view.files)),
            (Side::Private, Some(&self.private_files)),
        ];
        for (side, files) in sides {
            let Some(files) = files else { continue };
            for (name, text) in self.theme.assets() {
                let output = OutputPath::fixed(name);
                assets.push(Asset {
                    side,
                    output,
                    content: AssetContent::Text(text),
                });
            }
            for (output, path) in files {
                let content = AssetContent::File(path);
                assets.push(Asset {
                    side,
                    output: output.clone(),
                    content,
                });
            }
        }
        assets
    }

    /// What the search of a side knows: every document of it, in the order of its paths.
    pub fn records(&self, side: Side) -> Vec<Record> {
        match (side, self.public) {
            (Side::Public, Some(view)) => public::records(view),
            (Side::Public, None) => Vec::new(),
            (Side::Private, _) => private::records(&self.private),
        }
    }

    fn has_documents(&self, side: Side) -> bool {
        match side {
            Side::Public => self.public.is_some_and(|view| !view.pages.is_empty()),
            Side::Private => !self.private.workbook.documents.is_empty(),
        }
    }

    /// The text of a page: HTML, or what its readers take. No character is in it that XML forbids.
    ///
    /// # Errors
    /// Where a template of the workbook does not work.
    pub fn render(&self, page: &Page) -> Result<String, SiteError> {
        self.written(page).map(legible)
    }

    fn written(&self, page: &Page) -> Result<String, SiteError> {
        if let Some(view) = self.public {
            match page.subject {
                Subject::Mirror(at) => return Ok(finding::mirror(&view.pages[at])),
                Subject::Index(index) => return Ok(index.text(view)),
                _ => {}
            }
        }
        let (template, content) = match (page.side, self.public) {
            (Side::Public, Some(view)) => public::content(view, &self.related, page),
            _ => private::content(&self.private, page),
        };
        let navigation = match page.side {
            Side::Public => &self.public_shelf,
            Side::Private => &self.private_shelf,
        }
        .for_page(page);
        let (title, description) = head(&content);
        let (title, description) = (title.to_owned(), description.map(str::to_owned));
        let frame = Frame {
            site: self.site_data(page),
            page: PageData {
                title: &title,
                description: description.as_deref(),
                public: self
                    .public
                    .filter(|_| page.side == Side::Public)
                    .map(|view| public::head(view, page)),
            },
            nav: navigation.as_deref(),
            content,
        };
        self.theme.render(template, frame)
    }

    fn site_data(&self, page: &Page) -> SiteData<'_> {
        let sections: &[(&'static str, &str)] = match page.side {
            Side::Public => public::SECTIONS,
            Side::Private => private::SECTIONS,
        };
        let section = |(title, path): &(&'static str, &str)| {
            let target = OutputPath::fixed(path);
            let directory = path.strip_suffix("index.html").unwrap_or(path);
            let within = !directory.is_empty() && page.output.as_str().starts_with(directory);
            let board = directory.is_empty() && page.output.as_str().starts_with("workflows/");
            let current = within || board || page.output == target;
            Section {
                title,
                href: page.output.link_to(&target),
                current,
            }
        };
        SiteData {
            title: &self.private.workbook.config.title,
            audience: page.side.word(),
            lang: "en",
            root: page.output.to_root(),
            home: page.output.link_to(&OutputPath::fixed("index.html")),
            sections: sections.iter().map(section).collect(),
            has_search: self.has_search && self.has_documents(page.side),
        }
    }
}

/// What a page's head says.
fn head(content: &Content) -> (&str, Option<&str>) {
    match content {
        Content::Home(home) => (&home.title, home.lead),
        Content::List(list) => (list.title, list.lead),
        Content::Board(board) => (&board.title, None),
        Content::Workflow(workflow) => (&workflow.title, None),
        Content::Public(page) => (&page.title, page.summary.as_deref()),
        Content::Private(document) => (&document.page.title, document.page.summary.as_deref()),
    }
}
