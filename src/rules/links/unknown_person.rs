//! People whom nobody knows.

use super::{MOST_CANDIDATES, Suggestions, hidden_id};
use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, rule};
use crate::syntax::{is_placeholder, nearest, same_name};
use crate::workbook::{Actor, Agent, CellType, Config, Document, Person, Workbook, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports an id that is not in `people` where a person must answer for something: `owner`, the
    /// owner of an agent, `by` in `kill_override`, `approved_by`, and the columns of tables that
    /// name a person.
    ///
    /// ## Why it matters
    ///
    /// Only a person can own, approve or be accountable. A name that stands for nobody is a step
    /// that nobody takes.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// owner: moo
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// owner: mo
    /// ```
    ///
    /// with `mo: { name: M. Okafor }` under `people:` in `workbook.yaml`. A loop that an agent owns
    /// is the finding `ownerless-loop`, a page that an agent approved is `agent-approval`.
    RULE = "unknown-person", Links, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let workbook = context.workbook;
    let config = &workbook.config;
    if !config.complete {
        return;
    }
    let mut seeker = Seeker::new(config, workbook.files.get(config.file).text());
    for agent in &config.agents {
        if let Some(owner) = &agent.owner {
            seeker.look_for(owner, sink);
        }
    }
    for document in &workbook.documents {
        of_document(document, workbook, sink);
    }
}

fn of_document(document: &Document, workbook: &Workbook, sink: &mut Sink) {
    let config = &workbook.config;
    let mut seeker = Seeker::new(config, workbook.text(document));
    for id in accountable(document, config) {
        seeker.look_for(id, sink);
    }
    for table in typed_tables(document, workbook) {
        seeker.source = table.source;
        for cell in table.cells_of(&CellType::Person) {
            if !is_placeholder(cell.words) {
                let id = Spanned::new(cell.words.to_owned(), cell.text.span);
                seeker.look_for(&id, sink);
            }
        }
    }
}

/// The ids in the front matter that must be those of people. Loops whose owner is no person, and
/// approvals by agents, are findings of their own.
fn accountable<'a>(
    document: &'a Document,
    config: &'a Config,
) -> impl Iterator<Item = &'a Spanned<String>> {
    let looped = document.as_loop();
    let owner = document.owner.as_ref();
    let owner = owner.filter(|id| looped.is_none() || config.actor(&id.value).is_none());
    let decision = looped.and_then(|front| front.kill_override.as_ref());
    let by = decision.and_then(|decision| decision.by.as_ref());
    let page = document.as_page();
    let approval = page.and_then(|page| page.safe_to_show.as_ref());
    let approver = approval.and_then(|approval| approval.approved_by.as_ref());
    let approver = approver.filter(|id| !matches!(config.actor(&id.value), Some(Actor::Agent(_))));
    [owner, by, approver].into_iter().flatten()
}

/// Looks for the people whom one file names.
struct Seeker<'a> {
    config: &'a Config,
    /// The text of the file.
    source: &'a str,
    suggestions: Suggestions,
}

impl<'a> Seeker<'a> {
    fn new(config: &'a Config, source: &'a str) -> Self {
        Self {
            config,
            source,
            suggestions: Suggestions::default(),
        }
    }

    /// Reports `id` unless a person has it.
    fn look_for(&mut self, id: &Spanned<String>, sink: &mut Sink) {
        let found = match self.config.actor(&id.value) {
            Some(Actor::Person(_)) => return,
            Some(Actor::Agent(agent)) => is_agent(id, agent, self.config),
            Some(Actor::System(_)) => {
                let message = format!("`{}` is a system, not a person", id.value);
                Diagnostic::new(RULE.name, id.span, message).hint("write the id of a person")
            }
            None => hidden_id(id, self.source).unwrap_or_else(|| self.is_nobody(id)),
        };
        sink.report(found);
    }

    fn is_nobody(&mut self, id: &Spanned<String>) -> Diagnostic {
        let message = format!("`{}` is no person of this workbook", id.value);
        let hint = match self.suggestions.search(|| meant(&id.value, self.config)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write an id from `people:` in workbook.yaml, or add the person there".into(),
        };
        Diagnostic::new(RULE.name, id.span, message).hint(hint)
    }
}

fn is_agent(id: &Spanned<String>, agent: &Agent, config: &Config) -> Diagnostic {
    let message = format!("`{}` is an agent, not a person", id.value);
    let owner = agent.owner.as_ref().map(|owner| owner.value.as_str());
    let hint = match owner.filter(|owner| config.person(owner).is_some()) {
        Some(owner) => format!("write the id of a person, such as `{owner}`, who owns the agent"),
        None => "write the id of a person".to_owned(),
    };
    Diagnostic::new(RULE.name, id.span, message).hint(hint)
}

/// The id of the person of this name, or else the nearest id.
fn meant<'a>(name: &str, config: &'a Config) -> Option<&'a str> {
    let people = || config.people.iter().take(MOST_CANDIDATES);
    let is_named = |person: &&Person| {
        same_name(&person.name, name)
            || person
                .public_name
                .as_ref()
                .is_some_and(|public| same_name(&public.value, name))
    };
    let id = |person: &'a Person| person.id.value.as_str();
    let named = people().find(is_named).map(id);
    named.or_else(|| nearest(name, people().map(id)))
}
