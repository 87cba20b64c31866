//! What templates receive: plain structs, one for each template. `docs/templates.md` lists them.

use serde::Serialize;

use super::chart::Chart;
use super::map::WorkMap;

/// What every page gets.
#[derive(Debug, Serialize)]
pub(super) struct Frame<'a> {
    pub(super) site: SiteData<'a>,
    pub(super) page: PageData<'a>,
    /// The rendered navigation, as HTML.
    pub(super) nav: Option<&'a str>,
    /// What the page's own template gets, under its own name.
    #[serde(flatten)]
    pub(super) content: Content,
}

/// The site as a page sees it.
#[derive(Debug, Serialize)]
pub(super) struct SiteData<'a> {
    pub(super) title: &'a str,
    pub(super) audience: &'static str,
    pub(super) lang: &'static str,
    pub(super) root: String,
    pub(super) home: String,
    pub(super) sections: Vec<Section>,
    /// Whether the site has a search.
    pub(super) has_search: bool,
}

/// A line of the bar at the top.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) href: String,
    pub(super) current: bool,
}

/// What stands in a page's head.
#[derive(Debug, Serialize)]
pub(super) struct PageData<'a> {
    pub(super) title: &'a str,
    pub(super) description: Option<&'a str>,
    /// What machines are told of a public page.
    pub(super) public: Option<PublicHead>,
}

/// What machines are told of a public page.
#[derive(Debug, Serialize)]
pub(super) struct PublicHead {
    /// Its whole address, where that is known.
    pub(super) canonical: Option<String>,
    /// The feed, where there is one.
    pub(super) feed: Option<String>,
    /// The page as Markdown.
    pub(super) markdown: Option<String>,
    /// The page as data of schema.org, for a `script` element.
    pub(super) structured: Option<String>,
    /// The hash by which the content security policy lets that data stand.
    pub(super) structured_hash: Option<String>,
    pub(super) is_article: bool,
}

/// The data of one kind of page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Content {
    Home(Home),
    List(List),
    Board(Board),
    Workflow(WorkflowPage),
    #[serde(rename = "doc")]
    Public(Box<DocumentPage>),
    #[serde(rename = "doc")]
    Private(Box<TeamDocument>),
}

/// A document in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Card {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) summary: Option<String>,
    pub(super) form: Option<String>,
    pub(super) reviewed: Option<String>,
    /// The day on which evidence was seen or said.
    pub(super) date: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) route: Option<&'static str>,
    /// The metric that a public page shows, without its chart.
    pub(super) measure: Option<Measure>,
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    pub(super) title: String,
    pub(super) href: String,
}

/// The public front page.
#[derive(Debug, Serialize)]
pub(super) struct Home {
    pub(super) title: String,
    pub(super) lead: Option<&'static str>,
    /// The six jobs, for readers who have never heard of loops.
    pub(super) jobs: Vec<JobLine>,
    pub(super) playbook: Vec<Card>,
    pub(super) journeys: Vec<Card>,
}

/// A job and what it asks.
#[derive(Debug, Serialize)]
pub(super) struct JobLine {
    pub(super) title: String,
    pub(super) question: String,
}

/// A list of documents in groups.
#[derive(Debug, Serialize)]
pub(super) struct List {
    pub(super) title: &'static str,
    pub(super) lead: Option<&'static str>,
    pub(super) groups: Vec<ListGroup>,
}

/// Documents that belong together.
#[derive(Debug, Serialize)]
pub(super) struct ListGroup {
    pub(super) title: Option<String>,
    pub(super) items: Vec<Card>,
}

/// The private front page.
#[derive(Debug, Serialize)]
pub(super) struct Board {
    pub(super) title: String,
    pub(super) jobs: Vec<JobColumn>,
    pub(super) workflows: Vec<BoardRow>,
    pub(super) counts: Vec<Count>,
    pub(super) attention: Vec<Attention>,
    pub(super) tests: Vec<CompoundTest>,
    pub(super) metrics: Vec<MetricCard>,
    pub(super) loose: Vec<Card>,
}

/// Something that somebody has to look at before anything else.
#[derive(Debug, Serialize)]
pub(super) struct Attention {
    /// `fired`, `overridden`, `lapsed` (an approval) or `stale` (a loop).
    pub(super) kind: &'static str,
    /// The kind in words.
    pub(super) label: &'static str,
    /// Where: a loop of a workflow, or a page.
    pub(super) title: String,
    pub(super) href: String,
    pub(super) why: String,
}

/// What the compound test of a workflow's cycles says.
#[derive(Debug, Serialize)]
pub(super) struct CompoundTest {
    pub(super) workflow: String,
    pub(super) href: String,
    /// The newest cycles, oldest first.
    pub(super) cycles: Vec<CycleLine>,
}

/// A cycle with its answers.
#[derive(Debug, Serialize)]
pub(super) struct CycleLine {
    pub(super) period: String,
    pub(super) href: String,
    /// `yes`, `no` or `unknown` for each layer.
    pub(super) answers: Vec<&'static str>,
    /// That it compounds, or which job is next.
    pub(super) outcome: String,
}

/// A workflow's metric on the board.
#[derive(Debug, Serialize)]
pub(super) struct MetricCard {
    /// The workflow.
    pub(super) workflow: String,
    /// Where its instrument loop is.
    pub(super) href: String,
    pub(super) measure: Measure,
}

/// A column of the board.
#[derive(Debug, Serialize)]
pub(super) struct JobColumn {
    pub(super) name: String,
    pub(super) title: String,
}

/// A workflow on the board.
#[derive(Debug, Serialize)]
pub(super) struct BoardRow {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) now: Option<OpenJob>,
    pub(super) cells: Vec<BoardCell>,
    pub(super) cycles: Vec<Link>,
}

/// The job that is open now.
#[derive(Debug, Serialize)]
pub(super) struct OpenJob {
    pub(super) job: Option<String>,
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) why: String,
}

/// A workflow's loop for one job.
#[derive(Debug, Serialize)]
pub(super) struct BoardCell {
    pub(super) job: String,
    pub(super) state: &'static str,
    pub(super) href: Option<String>,
    pub(super) label: String,
    pub(super) done: usize,
    pub(super) steps: usize,
    /// What else is to be known of it: that its kill signal fired, or that nothing was measured.
    pub(super) note: Option<&'static str>,
    /// The first step that is open, where one is.
    pub(super) open_step: Option<String>,
}

/// A number on the board.
#[derive(Debug, Serialize)]
pub(super) struct Count {
    pub(super) label: &'static str,
    pub(super) value: usize,
    pub(super) href: Option<String>,
}

/// The page about a workflow.
#[derive(Debug, Serialize)]
pub(super) struct WorkflowPage {
    pub(super) title: String,
    pub(super) id: String,
    pub(super) loops: Vec<LoopLine>,
    pub(super) cycles: Vec<Card>,
    pub(super) evidence: Vec<Card>,
    pub(super) pages: Vec<Card>,
}

/// A job of a workflow, done or not.
#[derive(Debug, Serialize)]
pub(super) struct LoopLine {
    pub(super) job: String,
    pub(super) job_title: String,
    pub(super) question: String,
    pub(super) state: &'static str,
    pub(super) title: Option<String>,
    pub(super) href: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) reviewed: Option<String>,
    pub(super) automation: Option<String>,
    pub(super) steps: Vec<StepLine>,
    pub(super) signal: Option<&'static str>,
    /// What the loop measures.
    pub(super) measure: Option<Measure>,
}

/// A step of a loop.
#[derive(Debug, Serialize)]
pub(super) struct StepLine {
    pub(super) name: String,
    pub(super) closed: bool,
    pub(super) why: String,
}

/// A document's own page, as anybody may see it.
#[derive(Debug, Default, Serialize)]
pub(super) struct DocumentPage {
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) form: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) owner: Option<String>,
    pub(super) reviewed: Option<String>,
    pub(super) proof: Vec<&'static str>,
    pub(super) metric: Option<Measure>,
    /// The workflow as it is drawn.
    pub(super) map: Option<WorkMap>,
    pub(super) next: Option<NextLink>,
    pub(super) body: String,
    pub(super) toc: Vec<TocLine>,
    pub(super) crumbs: Vec<Link>,
    /// Public pages that have to do with this one.
    pub(super) related: Vec<Card>,
    pub(super) earlier: Option<Link>,
    pub(super) later: Option<Link>,
}

/// A document's own page, as the team sees it.
#[derive(Debug, Serialize)]
pub(super) struct TeamDocument {
    #[serde(flatten)]
    pub(super) page: DocumentPage,
    pub(super) kind: &'static str,
    pub(super) route: &'static str,
    pub(super) path: String,
    pub(super) facts: Vec<Fact>,
    pub(super) backlinks: Vec<BacklinkLine>,
}

/// A line of what is known about a document.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) href: Option<String>,
}

/// A document that links this one.
#[derive(Debug, Serialize)]
pub(super) struct BacklinkLine {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) kind: &'static str,
}

/// The metric that a page shows.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measure {
    pub(super) name: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) before: Option<String>,
    pub(super) latest: Option<String>,
    pub(super) latest_on: Option<String>,
    pub(super) change: Option<String>,
    pub(super) standard: Option<String>,
    /// Whether the latest value reaches the standard, where that is known.
    pub(super) meets_standard: Option<bool>,
    /// The minutes of review that a run costs on the average, where they were counted.
    pub(super) review: Option<String>,
    /// Its runs, where there are any.
    pub(super) chart: Option<Chart>,
}

/// The one thing to do next.
#[derive(Debug, Serialize)]
pub(super) struct NextLink {
    pub(super) text: String,
    pub(super) href: String,
}

/// A line of a table of contents.
#[derive(Debug, Serialize)]
pub(super) struct TocLine {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) anchor: String,
}

/// The navigation at the side.
#[derive(Debug, Serialize)]
pub(super) struct Navigation {
    pub(super) label: &'static str,
    pub(super) groups: Vec<NavigationGroup>,
}

/// A group of the navigation.
#[derive(Debug, Serialize)]
pub(super) struct NavigationGroup {
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) items: Vec<NavigationItem>,
}

/// A line of the navigation.
#[derive(Debug, Serialize)]
pub(super) struct NavigationItem {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) note: Option<&'static str>,
}

/// What the template of the navigation gets.
#[derive(Debug, Serialize)]
pub(super) struct NavigationFrame {
    pub(super) nav: Navigation,
}
