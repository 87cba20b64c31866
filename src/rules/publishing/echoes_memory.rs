//! Public text that repeats private text.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::shingles::{LENGTH, Numbers, Shingle, each};
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Target};

/// How many private documents that hold the same words are remembered.
const MOST_HOLDERS: usize = 8;

rule! {
    /// ## What it does
    ///
    /// Reports twelve or more consecutive words of public text that also stand in private text of
    /// another document, which this one does not cite. Case, punctuation and markup do not count; a
    /// run of words ends with its paragraph, list item or row of a table.
    ///
    /// A document cites another where it links it, in whatever section, or names it under `proof`,
    /// `consent` or `show_metric`. Comments and what the jobs themselves say, such as the statement
    /// that a new loop starts with, are nobody's private text.
    ///
    /// ## Why it matters
    ///
    /// Twelve words in a row are copied, not found anew. Somebody's mail or a note from the team's own
    /// memory has come along into what everybody reads, and nobody wrote down that it may.
    ///
    /// ## Bad
    ///
    /// A playbook page with the sentence that a customer said on the telephone, as the note about the
    /// call has it:
    ///
    /// ```markdown
    /// They read the order number out twice, to two people, and then asked why we had not written it down.
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// Nobody should have to say an order number twice.
    /// ```
    ///
    /// or, where the words may be shown, the note under `proof`. The message names the private
    /// document and does not say what stands in it.
    RULE = "echoes-memory", Publishing, Warning; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let documents = &context.workbook.documents;
    let positions = || (0..documents.len()).into_par_iter();
    let public: Vec<Vec<Shingle>> = positions().map(|at| public_runs(context, at)).collect();
    let own = of_jobs(context);
    let numbers = public.iter().flatten().map(|shingle| shingle.number);
    let numbers = Numbers::of(numbers.filter(|number| !own.contains(number)));
    let heard: Vec<Vec<u64>> = positions()
        .map(|at| private_hits(context, at, &numbers))
        .collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, hits) in heard.into_iter().enumerate() {
        for number in hits {
            let holders = holders.entry(number).or_default();
            if holders.len() < MOST_HOLDERS && holders.last() != Some(&at) {
                holders.push(at);
            }
        }
    }
    if holders.is_empty() {
        return;
    }
    for (at, runs) in public.iter().enumerate() {
        report(context, at, runs, &holders, sink);
    }
}

/// Reports what of the document at `position` also stands elsewhere: as far as one private document
/// has the same words in a row.
fn report(
    context: &Context<'_>,
    position: usize,
    runs: &[Shingle],
    holders: &HashMap<u64, Vec<usize>>,
    sink: &mut Sink,
) {
    if !runs.iter().any(|run| holders.contains_key(&run.number)) {
        return;
    }
    let documents = &context.workbook.documents;
    let cited = cited(context, position);
    let holder = |run: &Shingle| {
        let holders = holders.get(&run.number)?;
        holders.iter().copied().find(|at| !cited.contains(at))
    };
    let mut rest = runs.iter().peekable();
    while let Some(first) = rest.next() {
        let Some(held_by) = holder(first) else {
            continue;
        };
        let (mut end, mut words) = (first.end, LENGTH);
        // The next run starts with the second word of this one, unless a paragraph ended.
        while let Some(next) =
            rest.next_if(|next| next.start < end && holder(next) == Some(held_by))
        {
            end = next.end;
            words += 1;
        }
        let span = Span {
            file: documents[position].file,
            start: first.start,
            end,
        };
        let id = &documents[held_by].id;
        let message = format!("these {words} words also stand in private text of `{id}`");
        let hint =
            format!("say it in other words, or name `{id}` under `proof` where they may be shown");
        sink.report(Diagnostic::new(RULE.name, span, message).hint(hint));
    }
}

/// The documents that the one at `position` cites, and itself.
fn cited(context: &Context<'_>, position: usize) -> HashSet<usize> {
    let document = &context.workbook.documents[position];
    let linked = document.targets.iter().filter_map(|target| match target {
        Target::Document { document, .. } | Target::NoHeading { document, .. } => Some(*document),
        _ => None,
    });
    let named = document.as_page().into_iter().flat_map(|page| {
        let shown = page.show_metric.as_ref().map(|shown| &shown.of_loop);
        let ids = page.proof.iter().chain(&page.consent).chain(shown);
        ids.filter_map(|id| context.workbook.paths.document(&id.value))
    });
    linked.chain(named).chain([position]).collect()
}

/// The runs of words in what is public of the document at `position`.
fn public_runs(context: &Context<'_>, position: usize) -> Vec<Shingle> {
    let mut runs = Vec::new();
    if let Some((text, body)) = context.publication.text(position) {
        let base = body.span.start as usize;
        each(text.get(base..).unwrap_or(""), base, |run| runs.push(run));
    }
    runs
}

/// The runs of words in private text of the document at `position` that are among `public`.
fn private_hits(context: &Context<'_>, position: usize, public: &Numbers) -> Vec<u64> {
    let document = &context.workbook.documents[position];
    let mut hits = Vec::new();
    let mut hear = |text: &str| {
        each(text, 0, |run| {
            if public.contains(run.number) {
                hits.push(run.number);
            }
        });
    };
    let base = document.body.span.start as usize;
    let text = context.workbook.text(document).get(base..).unwrap_or("");
    match context.publication.text(position) {
        None => hear(text),
        Some((shown, _)) => hear(&hidden(text, shown.get(base..).unwrap_or(""), document)),
    }
    hits
}

/// What of `text` is not in `shown`, which has a blank for every byte that is hidden.
fn hidden(text: &str, shown: &str, document: &Document) -> String {
    if text == shown {
        return String::new();
    }
    debug_assert_eq!(text.len(), shown.len(), "{}", document.id);
    let pairs = text.bytes().zip(shown.bytes());
    let bytes = pairs.map(|(byte, shown)| {
        if byte == shown && byte != b'\n' {
            b' '
        } else {
            byte
        }
    });
    String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
}

/// The runs of words in what the jobs give every loop to start from.
fn of_jobs(context: &Context<'_>) -> HashSet<u64> {
    let mut runs = HashSet::new();
    for job in &context.workbook.config.jobs {
        let guidance = job.steps.iter().map(|step| step.guidance.as_str());
        for text in [job.statement.as_str(), &job.kill_signal]
            .into_iter()
            .chain(guidance)
        {
            each(text, 0, |run| {
                runs.insert(run.number);
            });
        }
    }
    runs
}
