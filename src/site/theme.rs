//! The templates and files that make up the look of the site.
//!
//! They are embedded in the binary. A file of the same name below `templates/` in the workbook
//! takes the place of any of them. Templates are run with a budget, since a workbook may come
//! from a stranger.

use std::borrow::Cow;
use std::path::Path;

use minijinja::value::Serde;
use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter,
};
use serde::Serialize;

use super::SiteError;
use crate::source::{EntryKind, World};
use crate::workbook::Workbook;

/// Where a workbook keeps templates of its own.
const OVERRIDES: &str = "templates/";

/// The largest template or style sheet that is read.
const MAX_FILE: u64 = 512 * 1024;

/// How many instructions one page may take.
const FUEL: u64 = 20_000_000;

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
    environment: Environment<'static>,
    assets: Vec<(&'static str, String)>,
}

impl Theme {
    /// The embedded templates, with what `workbook` puts in their place.
    ///
    /// # Errors
    /// Where a template of the workbook cannot be read or does not parse.
    pub(super) fn load(workbook: &Workbook, world: &dyn World) -> Result<Self, SiteError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_value);
        for (name, text) in TEMPLATES {
            let text = override_of(name, workbook, world)?.unwrap_or_else(|| (*text).to_owned());
            environment
                .add_template_owned(*name, text)
                .map_err(|error| SiteError::template(name, &error))?;
        }
        let asset = |(name, text): &(&'static str, &str)| {
            let own = override_of(name, workbook, world)?;
            Ok((*name, own.unwrap_or_else(|| (*text).to_owned())))
        };
        let assets = ASSETS.iter().map(asset).collect::<Result<_, SiteError>>()?;
        Ok(Self {
            environment,
            assets,
        })
    }

    /// Renders the template `name` with `data`.
    pub(super) fn render(&self, name: &str, data: impl Serialize) -> Result<String, SiteError> {
        let render = |error| SiteError::template(name, &error);
        self.environment
            .get_template(name)
            .map_err(render)?
            .render(Value::from(Serde(&data)))
            .map_err(render)
    }

    /// The files of the theme, by their path in each side of the site.
    pub(super) fn assets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.assets
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
    }
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
        EntryKind::File { size } if size <= MAX_FILE => {}
        EntryKind::File { .. } => return Err(unreadable("the file is larger than 512 KiB")),
        _ => return Err(unreadable("this is not a regular file of the workbook")),
    }
    let bytes = world
        .read(entry.place(), MAX_FILE)
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
