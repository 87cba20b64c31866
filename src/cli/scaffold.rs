//! Files to start from, made of the jobs' own data: headings, tables and guidance are not written
//! here a second time.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use jiff::civil::Date;

use crate::workbook::{Job, Step};

/// A file that is to be written, by its path with forward slashes.
pub(super) struct NewFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// The loop of `job` for a workflow, owned by the person `owner`.
pub(super) fn loop_file(directory: &str, job: &Job, owner: &str, today: Date) -> NewFile {
    let mut text = format!(
        "---\ntitle: {}\njob: {}\nowner: {owner}\nreviewed: {today}\n---\n",
        yaml_text(&job.title),
        job.name
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

/// `text` as a YAML value: plain where that is safe, else in double quotes, which YAML shares with
/// JSON.
fn yaml_text(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | ',' | '.');
    let starts_plain = text.starts_with(char::is_alphabetic);
    if starts_plain && text.chars().all(plain) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// Writes `files` below `root`, all or none of them: where one of them exists, nothing is written.
///
/// # Errors
/// Where a file exists already, or the machine refuses.
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
        return Err(format!("`{first}` exists already{others}; nothing was written").into());
    }
    for file in files {
        put(&root.join(&file.path), &file.text)
            .map_err(|error| format!("cannot write `{}`: {error}", file.path))?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}
