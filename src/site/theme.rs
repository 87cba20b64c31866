//! The templates and files that make up the look of the site.
//!
//! They are embedded in the binary. A file of the same name below `templates/` in the workbook
//! takes the place of any of them. Since a workbook may come from a stranger, its templates have
//! limits (docs/templates.md): of size before they are parsed, of steps and of depth while they run,
//! on a stack of their own. What no step counts, such as comparing lists of lists of lists, ends
//! with the time that a page may take.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use minijinja::value::{Serde, ValueKind};
use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter,
};
use serde::Serialize;

use super::SiteError;
use super::template::excess;
use crate::source::{EntryKind, World};
use crate::workbook::Workbook;

/// Where a workbook keeps templates of its own.
const OVERRIDES: &str = "templates/";

/// The largest style sheet that is read.
const MAX_ASSET: u64 = 512 * 1024;

/// The largest template that is read.
const MAX_TEMPLATE: u64 = 128 * 1024;

/// How many steps one page may take, whatever it shows. A step makes at most 64 bytes.
const FUEL: u64 = 1_000_000;

/// How many more it may take for each document of the workbook, which it may list.
const FUEL_OF_DOCUMENT: u64 = 2_000;

/// How many templates, macros and blocks may call each other, in the engine's own measure: a macro
/// counts four times, a template ten times.
const MOST_CALLS: usize = 120;

/// The stack on which templates of a workbook are parsed and run: enough for the deepest that the
/// limits let through. Of what is not used, the machine gives nothing.
const STACK: usize = 256 * 1024 * 1024;

/// How long a page with templates of a workbook may take.
const LONGEST: Duration = Duration::from_secs(20);

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name)))),+]
    };
}

/// The templates, by name.
const TEMPLATES: &[(&str, &str)] = embedded![
    "base.html",
    "nav.html",
    "pieces.html",
    "private/document.html",
    "private/home.html",
    "private/list.html",
    "private/workflow.html",
    "public/document.html",
    "public/home.html",
    "public/list.html",
];

/// Files that are copied into both sides of the site, by their path there.
const ASSETS: &[(&str, &str)] = embedded![
    "assets/favicon.svg",
    "assets/loopbook.css",
    "assets/loopbook.js",
    "assets/search.js",
];

/// The look of a site.
pub(super) struct Theme {
    environment: Arc<Environment<'static>>,
    /// Whether any template is the workbook's own.
    is_own: bool,
    /// Whether a page did not come to an end. No other is begun then.
    is_stuck: AtomicBool,
    assets: Vec<(&'static str, String)>,
}

impl Theme {
    /// The embedded templates, with what `workbook` puts in their place.
    ///
    /// # Errors
    /// Where a template of the workbook cannot be read or does not parse.
    pub(super) fn load(workbook: &Workbook, world: &dyn World) -> Result<Self, SiteError> {
        let mut environment = environment(workbook);
        let mut is_own = false;
        for (name, text) in TEMPLATES {
            let Some(text) = override_of(name, MAX_TEMPLATE, workbook, world)? else {
                environment
                    .add_template(name, text)
                    .map_err(|error| SiteError::template(name, &error))?;
                continue;
            };
            is_own = true;
            environment = with_template(environment, name, text)?;
        }
        let asset = |(name, text): &(&'static str, &str)| {
            let own = override_of(name, MAX_ASSET, workbook, world)?;
            Ok((*name, own.unwrap_or_else(|| (*text).to_owned())))
        };
        let assets = ASSETS.iter().map(asset).collect::<Result<_, SiteError>>()?;
        Ok(Self {
            environment: Arc::new(environment),
            is_own,
            is_stuck: AtomicBool::new(false),
            assets,
        })
    }

    /// Renders the template `name` with `data`.
    pub(super) fn render(&self, name: &str, data: impl Serialize) -> Result<String, SiteError> {
        let data = Value::from(Serde(&data));
        if !self.is_own {
            return render(&self.environment, name, data);
        }
        if self.is_stuck.load(Ordering::Relaxed) {
            return Err(endless(name));
        }
        let (to, from) = channel();
        let environment = Arc::clone(&self.environment);
        let template = name.to_owned();
        on_own_stack(name, move || {
            // Whoever asked may have stopped waiting.
            drop(to.send(render(&environment, &template, data)));
        })?;
        match from.recv_timeout(LONGEST) {
            Ok(page) => page,
            Err(RecvTimeoutError::Disconnected) => Err(broken(name, "the engine failed")),
            Err(RecvTimeoutError::Timeout) => {
                self.is_stuck.store(true, Ordering::Relaxed);
                Err(endless(name))
            }
        }
    }

    /// The files of the theme, by their path in each side of the site.
    pub(super) fn assets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.assets
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
    }
}

/// What templates can use, and how much of it.
fn environment(workbook: &Workbook) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let documents = u64::try_from(workbook.documents.len()).unwrap_or(u64::MAX);
    let fuel = FUEL.saturating_add(documents.saturating_mul(FUEL_OF_DOCUMENT));
    environment.set_fuel(Some(fuel));
    environment.set_recursion_limit(MOST_CALLS);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    // What can hold itself, or grow from round to round of a loop, or join lists without a step.
    environment.remove_global("namespace");
    environment.remove_filter("chain");
    environment.remove_filter("zip");
    environment.remove_filter("groupby");
    environment.add_filter("sum", sum);
    environment
}

/// The sum of numbers, and of nothing else.
fn sum(numbers: Vec<Value>) -> Result<Value, minijinja::Error> {
    let mut whole = numbers
        .iter()
        .map(|number| i64::try_from(number.clone()).ok());
    let whole = whole.try_fold(0_i64, |sum, number| sum.checked_add(number?));
    if let Some(whole) = whole {
        return Ok(Value::from(whole));
    }
    let numbers = numbers.into_iter().map(f64::try_from);
    Ok(Value::from(numbers.sum::<Result<f64, _>>()?))
}

/// Adds a template of the workbook's own.
fn with_template(
    mut environment: Environment<'static>,
    name: &'static str,
    text: String,
) -> Result<Environment<'static>, SiteError> {
    if let Some(found) = excess(&text) {
        return Err(broken(name, &found.to_string()));
    }
    let parsed = on_own_stack(name, move || {
        let added = environment.add_template_owned(name, text);
        added.map(|()| environment)
    })?;
    let parsed = parsed
        .join()
        .map_err(|_| broken(name, "the engine failed"))?;
    parsed.map_err(|error| SiteError::template(name, &error))
}

/// Runs `work` on a stack that is large enough for what it may do.
fn on_own_stack<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<thread::JoinHandle<T>, SiteError> {
    let started = thread::Builder::new().stack_size(STACK).spawn(work);
    started.map_err(|error| broken(name, &format!("there is no room to run it: {error}")))
}

fn render(environment: &Environment<'_>, name: &str, data: Value) -> Result<String, SiteError> {
    let failed = |error| SiteError::template(name, &error);
    environment
        .get_template(name)
        .map_err(failed)?
        .render(data)
        .map_err(failed)
}

fn broken(name: &str, message: &str) -> SiteError {
    SiteError::Template {
        name: name.to_owned(),
        message: message.to_owned(),
    }
}

fn endless(name: &str) -> SiteError {
    let seconds = LONGEST.as_secs();
    broken(name, &format!("a page takes longer than {seconds} seconds"))
}

/// Writes a value into a page. Plain text is escaped for text and quoted attributes; everything
/// else is left to the engine, whose own escaping would also spell out each `/` of a link.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let text = value.as_str().filter(|_| !value.is_safe());
    let Some(text) = text else {
        if matches!(
            value.kind(),
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map
        ) {
            let why = "lists and maps are not printed; print what is in them";
            return Err(minijinja::Error::new(ErrorKind::BadSerialization, why));
        }
        return escape_formatter(out, state, value);
    };
    Ok(out.write_str(&escaped(text))?)
}

/// `text` as it can stand in HTML text and in attributes with either kind of quotes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 5] = ['&', '<', '>', '"', '\''];
    if !text.contains(SPECIAL) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            plain => safe.push(plain),
        }
    }
    Cow::Owned(safe)
}

/// What the workbook puts in the place of the template `name`.
fn override_of(
    name: &str,
    limit: u64,
    workbook: &Workbook,
    world: &dyn World,
) -> Result<Option<String>, SiteError> {
    let path = format!("{OVERRIDES}{name}");
    let found = workbook
        .entries
        .binary_search_by(|entry| entry.path.as_str().cmp(&path));
    let Some(entry) = found.ok().map(|at| &workbook.entries[at]) else {
        return Ok(None);
    };
    let unreadable = |why: &str| SiteError::Template {
        name: path.clone(),
        message: why.to_owned(),
    };
    // What a link leads to may be a private document, which pages of everybody would then hold.
    let ending = Path::new(entry.place()).extension();
    let is_document = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    let is_template = entry.place().starts_with(OVERRIDES) && !is_document;
    match entry.kind {
        EntryKind::File { .. } if !is_template => {
            return Err(unreadable(
                "this is a symbolic link out of `templates/`; put the file itself in its place",
            ));
        }
        EntryKind::File { size } if size <= limit => {}
        EntryKind::File { .. } => {
            let kib = limit / 1024;
            return Err(unreadable(&format!("the file is larger than {kib} KiB")));
        }
        _ => return Err(unreadable("this is not a regular file of the workbook")),
    }
    let bytes = world
        .read(entry.place(), limit)
        .map_err(|error| unreadable(&error.to_string()))?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| unreadable("the file is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ASSETS, TEMPLATES};

    fn files_below(directory: &Path, found: &mut Vec<String>, top: &Path) {
        for entry in std::fs::read_dir(directory).expect("the templates are there") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                files_below(&path, found, top);
            } else {
                let name = path
                    .strip_prefix(top)
                    .expect("below")
                    .to_string_lossy()
                    .into_owned();
                found.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = Vec::new();
        files_below(&top, &mut found, &top);
        found.sort();
        let mut embedded: Vec<&str> = TEMPLATES
            .iter()
            .chain(ASSETS)
            .map(|(name, _)| *name)
            .collect();
        embedded.sort_unstable();
        assert_eq!(found, embedded);
    }
}
