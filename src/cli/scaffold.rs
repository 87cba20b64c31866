//! Files to start from, made of the jobs' own data: headings, tables and guidance are not written
//! here a second time.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::write::create;
use crate::report::printable;
use crate::status::Layer;
use crate::syntax::yaml_text;
use crate::workbook::{FORMS, Job, Step, Workflow};

/// A file that is to be written, by its path with forward slashes.
pub(super) struct NewFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// The loop of `job` for a workflow, owned by the person `owner`.
pub(super) fn loop_file(directory: &str, job: &Job, owner: &str, today: Date) -> NewFile {
    let mut text = format!(
        "---\ntitle: {}\njob: {}\nowner: {}\nreviewed: {today}\n---\n",
        yaml_text(&job.title),
        job.name,
        yaml_text(owner)
    );
    let _ = write!(
        text,
        "<!-- The job statement, in your own words: when (the struggle), who wants what (the \
         progress), so that (the outcome). -->\n{}\n\n## Close the loop\n",
        job.statement.trim()
    );
    for step in &job.steps {
        push_step(&mut text, step);
    }
    let _ = write!(
        text,
        "\n## Kill signal\n\n<!-- The condition under which this work stops. Make it yours. -->\n{}\n",
        job.kill_signal
    );
    NewFile {
        path: format!("{directory}/{}.md", job.name),
        text,
    }
}

fn push_step(text: &mut String, step: &Step) {
    let _ = write!(
        text,
        "
### {}
",
        step.name
    );
    if !step.guidance.trim().is_empty() {
        let _ = write!(
            text,
            "
<!-- {} -->
",
            step.guidance.trim().replace("--", "–")
        );
    }
    let Some(table) = step.table() else { return };
    let names: Vec<&str> = table
        .columns
        .iter()
        .filter(|column| !column.optional)
        .map(|column| column.name.as_str())
        .collect();
    let _ = write!(
        text,
        "\n| {} |\n|{}\n",
        names.join(" | "),
        "---|".repeat(names.len())
    );
}

/// What a new page says of itself.
pub(super) struct NewPage<'a> {
    pub(super) path: String,
    pub(super) title: &'a str,
    pub(super) route: &'a str,
    pub(super) form: Option<&'a str>,
    pub(super) customer: Option<&'a str>,
    pub(super) owner: Option<String>,
}

/// A page that nobody has written yet. What only its author knows stands in comments, which are
/// never published.
pub(super) fn page_file(page: &NewPage<'_>, today: Date) -> NewFile {
    let mut front = Front::new(page.title);
    front.key("kind", "page");
    front.maybe("form", page.form);
    if page.form.is_none() {
        front.comment(&format!("form: {}", FORMS.join(", ")));
    }
    front.key("route", page.route);
    front.comment("summary: a sentence or two that make somebody want to read it");
    front.maybe("owner", page.owner.as_deref());
    front.key("reviewed", &today.to_string());
    if let Some(customer) = page.customer {
        front.text("customer", customer);
        front.comment("consent: the id of the evidence note in which they agree to be named");
    }
    front.comment("proof: ids of instrument loops or evidence that bear it out");
    front.comment("next: { text: what a reader should do now, url: where }");
    let guidance = guidance(page.form);
    let text = front.close() + &format!("<!-- {guidance} -->\n");
    NewFile {
        path: page.path.clone(),
        text,
    }
}

/// What belongs into a page of a form.
fn guidance(form: Option<&str>) -> &'static str {
    match form {
        Some("case") => {
            "Who it was and what they wanted, what was done, and what came of it, in numbers that \
             somebody can check."
        }
        Some("diagram") => {
            "One picture, with words for those who cannot see it, and below it what it shows."
        }
        Some("story") => "What happened, in order: before, the turn, after.",
        Some("benchmark") => {
            "What was measured and how, and the numbers. `show_metric` shows those of an \
             instrument loop."
        }
        Some("standard") => "The rule, when it holds, and how to tell whether it was kept.",
        Some("guide") => "Who this is for and what they can do after it; then the steps.",
        _ => "What a reader can do after reading this; then what they need for it.",
    }
}

/// What a new evidence note says of itself.
pub(super) struct NewEvidence<'a> {
    pub(super) path: String,
    pub(super) title: &'a str,
    pub(super) customer: Option<&'a str>,
    pub(super) source: Option<&'a str>,
    pub(super) outside: bool,
    pub(super) owner: Option<String>,
}

/// An evidence note that nobody has written yet.
pub(super) fn evidence_file(note: &NewEvidence<'_>, today: Date) -> NewFile {
    let mut front = Front::new(note.title);
    front.key("kind", "evidence");
    match note.source {
        Some(source) => front.text("source", source),
        None => front.comment("source: who said it, and where it was seen or heard"),
    }
    front.key("date", &today.to_string());
    front.key("outside", if note.outside { "true" } else { "false" });
    if let Some(customer) = note.customer {
        front.text("customer", customer);
    }
    front.maybe("owner", note.owner.as_deref());
    let text = front.close() + "<!-- What somebody said or showed, in their words. -->\n";
    NewFile {
        path: note.path.clone(),
        text,
    }
}

/// The compound test of `workflow` for `period`, with nothing known yet.
pub(super) fn cycle_file(
    workflow: &Workflow,
    period: &str,
    owner: Option<&str>,
    today: Date,
) -> NewFile {
    let name = match &*workflow.id {
        "." => "Our work".to_owned(),
        _ => workflow.title(),
    };
    let mut front = Front::new(&format!("{name}, {}", spoken(period)));
    // A year alone would be a number.
    front.key("cycle", &format!("\"{period}\""));
    front.maybe("owner", owner);
    front.key("reviewed", &today.to_string());
    let mut text = front.close();
    text.push_str(
        "<!-- Improved is yes, no or unknown. A yes links what shows it; the first no names the \
         job that comes next. -->\n\n| Layer | Improved | Because |\n|---|---|---|\n",
    );
    for layer in Layer::ALL {
        let _ = writeln!(text, "| {} | unknown | |", layer.word());
    }
    let directory = match &*workflow.id {
        "." => "cycles".to_owned(),
        id => format!("{id}/cycles"),
    };
    NewFile {
        path: format!("{directory}/{period}.md"),
        text,
    }
}

/// A period as people say it: `September 2026`, `Q3 2026`; anything else as it is.
fn spoken(period: &str) -> String {
    let Some((year, part)) = period.split_once('-') else {
        return period.to_owned();
    };
    if part.starts_with('Q') {
        return format!("{part} {year}");
    }
    match format!("{period}-01").parse::<Date>() {
        Ok(first) => first.strftime("%B %Y").to_string(),
        Err(_) => period.to_owned(),
    }
}

/// Front matter that is being written.
struct Front {
    text: String,
}

impl Front {
    fn new(title: &str) -> Self {
        let text = format!("---\ntitle: {}\n", yaml_text(title));
        Self { text }
    }

    /// A key whose value is YAML already.
    fn key(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key}: {value}");
    }

    fn maybe(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key, &yaml_text(value));
    }

    /// A key that is still to be written, with what belongs there.
    fn comment(&mut self, words: &str) {
        let _ = writeln!(self.text, "# {words}");
    }

    fn close(self) -> String {
        self.text + "---\n"
    }
}

/// Writes `files` below `root`, all or none of them: where one of them exists, nothing is written.
///
/// # Errors
/// Where a file exists already, would stand outside of `root`, or the machine refuses.
pub(super) fn write_all(root: &Path, files: &[NewFile]) -> Result<(), Box<dyn std::error::Error>> {
    let taken: Vec<&str> = files
        .iter()
        .filter(|file| fs::symlink_metadata(root.join(&file.path)).is_ok())
        .map(|file| file.path.as_str())
        .collect();
    if let Some(first) = taken.first() {
        let others = match taken.len() {
            1 => String::new(),
            more => format!(" (and {} more)", more - 1),
        };
        let first = printable(first);
        return Err(format!("`{first}` exists already{others}; nothing was written").into());
    }
    for (written, file) in files.iter().enumerate() {
        if let Err(error) = create(root, &file.path, file.text.as_bytes()) {
            let made = files[..written].iter().map(|file| file.path.as_str());
            let left = take_back(root, made);
            return Err(format!("cannot write `{}`: {error}{left}", printable(&file.path)).into());
        }
    }
    Ok(())
}

/// Removes what was just made at `paths` below `root`, none of which was there before. Says which of it
/// is left, where that fails too.
pub(super) fn take_back<'p>(root: &Path, paths: impl Iterator<Item = &'p str>) -> String {
    let left = paths.filter(|path| fs::remove_file(root.join(path)).is_err());
    let left: Vec<String> = left.map(|path| format!("`{}`", printable(path))).collect();
    if left.is_empty() {
        return String::new();
    }
    format!("; {} could not be removed again", left.join(", "))
}
