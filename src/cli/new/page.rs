//! `loopbook new page`: know-how or proof.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::name::Name;
use super::{Place, add};
use crate::cli::Outcome;
use crate::cli::scaffold::{NewPage, page_file};
use crate::cli::terminal::Terminal;
use crate::source::World;
use crate::workbook::{FORMS, ROUTES};

/// What `new page` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
A name without a directory goes into `playbook/`, or into `journeys/` with that route. The page is
private until its front matter has a `route` that shows it.")]
pub(super) struct Options {
    /// The page's title, or its path, such as `playbook/how-we-answer`
    name: String,
    #[command(flatten)]
    place: Place,
    /// Who sees it [default: memory, which is private]
    #[arg(long, value_name = "ROUTE", value_parser = PossibleValuesParser::new(ROUTES))]
    route: Option<String>,
    /// What kind of page it is
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(FORMS))]
    form: Option<String>,
    /// The customer that it names
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let site = options.place.open()?;
    let name = Name::read(&options.name, "a page")?;
    let route = options.route.as_deref().unwrap_or(ROUTES[0]);
    let directory = match (&*name.directory, route) {
        ("", "journeys") => "journeys",
        ("", _) => "playbook",
        (directory, _) => directory,
    };
    let page = NewPage {
        path: format!("{}.md", name.within(directory)),
        title: &name.title,
        route,
        form: options.form.as_deref(),
        customer: options.customer.as_deref(),
        owner: options.place.owner(&site.workbook)?,
    };
    let done = match route {
        "memory" => {
            "Wrote a private page; another `route` in its front matter shows it.".to_owned()
        }
        route => format!("Wrote a page with the route `{route}`."),
    };
    let file = page_file(&page, site.world.today());
    add(&site, &[file], &done, terminal)
}
