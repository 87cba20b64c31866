//! A case file, taken apart.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::shown::unescaped;

/// All cases of one rule.
pub(crate) struct CaseFile {
    /// Where it stands.
    pub(crate) path: PathBuf,
    /// The folder it stands in.
    pub(crate) family: String,
    /// Its name up to the first point, which is the rule's.
    pub(crate) rule: String,
    /// Its `# heading`.
    pub(crate) heading: String,
    /// Its text.
    pub(crate) text: String,
    /// Its cases in order.
    pub(crate) cases: Vec<Case>,
}

/// One `##` and what stands below it.
pub(crate) struct Case {
    /// The heading.
    pub(crate) title: String,
    /// Where it stands, from 1.
    pub(crate) line: usize,
    /// The fenced blocks that change the workbook.
    pub(crate) fences: Vec<Fence>,
    /// The blocks that say what the status of something is, in their order.
    pub(crate) expected: Vec<Expected>,
    /// The body of the findings block, by its place in the file's text.
    pub(crate) findings: Option<Range<usize>>,
    /// Where a findings block would have to be added.
    pub(crate) end: usize,
}

/// A block that says what the status of something is.
pub(crate) struct Expected {
    /// `steps` for a loop, `status` for a workflow.
    pub(crate) verb: String,
    /// The path of the loop's file, or the workflow's id.
    pub(crate) path: String,
    /// Its body, by its place in the file's text.
    pub(crate) body: Range<usize>,
}

/// What the blocks are called that change a file.
const FILE_VERBS: &[&str] = &[
    "md", "yaml", "csv", "text", "edit", "remove", "special", "link",
];

/// A fenced block.
pub(crate) struct Fence {
    /// The first word of the info string: one of [`FILE_VERBS`], or `commit`.
    pub(crate) verb: String,
    /// What stands behind `path=`; nothing for a commit.
    pub(crate) path: String,
    /// The words behind that.
    pub(crate) flags: Vec<String>,
    /// What stands inside.
    pub(crate) body: String,
}

impl CaseFile {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let name = |path: &Path| {
            path.file_stem()
                .map_or(String::new(), |name| name.to_string_lossy().into_owned())
        };
        let mut file = Self {
            family: path.parent().map_or(String::new(), name),
            rule: name(path).split('.').next().unwrap_or("").to_owned(),
            heading: String::new(),
            cases: Vec::new(),
            path: path.to_owned(),
            text,
        };
        let mut reader = Reader { file: &mut file };
        reader
            .read()
            .map_err(|(line, what)| format!("{}:{line}: {what}", path.display()))?;
        Ok(file)
    }
}

struct Reader<'a> {
    file: &'a mut CaseFile,
}

/// A fenced block that is being read.
struct Open {
    ticks: usize,
    info: String,
    line: usize,
    start: usize,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), (usize, String)> {
        let text = self.file.text.clone();
        let mut open: Option<Open> = None;
        let mut position = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let start = position;
            position += line.len();
            let content = line.trim_end();
            let ticks = content.len() - content.trim_start_matches('`').len();
            if let Some(fence) = &open {
                if ticks >= fence.ticks && content.len() == ticks {
                    self.close(fence, start, position)?;
                    open = None;
                }
            } else if ticks >= 3 {
                open = Some(Open {
                    ticks,
                    info: content[ticks..].trim().to_owned(),
                    line: index + 1,
                    start: position,
                });
            } else {
                self.prose(content, index + 1, position);
            }
        }
        match open {
            Some(fence) => Err((fence.line, "this block is never closed".to_owned())),
            None => Ok(()),
        }
    }

    fn prose(&mut self, line: &str, number: usize, end: usize) {
        if let Some(title) = line.strip_prefix("## ") {
            self.file.cases.push(Case {
                title: title.trim().to_owned(),
                line: number,
                fences: Vec::new(),
                expected: Vec::new(),
                findings: None,
                end,
            });
        } else if let Some(heading) = line.strip_prefix("# ") {
            heading.trim().clone_into(&mut self.file.heading);
        }
        if let Some(case) = self.file.cases.last_mut()
            && !line.is_empty()
        {
            case.end = end;
        }
    }

    fn close(&mut self, fence: &Open, body_end: usize, end: usize) -> Result<(), (usize, String)> {
        let body = self.file.text[fence.start..body_end].to_owned();
        let Some(case) = self.file.cases.last_mut() else {
            return Ok(());
        };
        case.end = end;
        if fence.info == "findings" {
            if case.findings.replace(fence.start..body_end).is_some() {
                return Err((fence.line, "a second findings block".to_owned()));
            }
            return Ok(());
        }
        let mut words = fence.info.split_whitespace();
        let verb = words.next().unwrap_or("").to_owned();
        if verb == "commit" {
            case.fences.push(Fence {
                verb,
                path: String::new(),
                flags: words.map(str::to_owned).collect(),
                body,
            });
            return Ok(());
        }
        let path = words
            .next()
            .and_then(|word| word.strip_prefix("path="))
            .ok_or_else(|| (fence.line, "expected `path=…` behind the verb".to_owned()))?;
        let path = String::from_utf8_lossy(&unescaped(path)).into_owned();
        if ["steps", "status"].contains(&&*verb) {
            let body = fence.start..body_end;
            case.expected.push(Expected { verb, path, body });
            return Ok(());
        }
        if !FILE_VERBS.contains(&&*verb) {
            return Err((fence.line, format!("`{verb}` is no verb of a case")));
        }
        case.fences.push(Fence {
            verb,
            path,
            flags: words.map(str::to_owned).collect(),
            body,
        });
        Ok(())
    }
}
