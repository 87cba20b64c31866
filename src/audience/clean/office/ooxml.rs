//! Files of Word, Excel and `PowerPoint` (OOXML).

use std::collections::BTreeSet;

use super::xml::{Element, Fate, local, rewrite};
use super::{
    CHANGES, COMMENTS, DAMAGED, ELSEWHERE, Entries, FILE_INSIDE, HIDDEN, PROGRAM, Part,
    UNKNOWN_PART, UNKNOWN_PICTURE, is_local_path, picture,
};
use crate::audience::clean::{Refusal, ending, leads_to_web};

/// The list of what kind each part is.
pub(super) const TYPES: &str = "[Content_Types].xml";

/// What is left out: it tells of the file's making, or stands behind what it shows.
const LEFT_OUT: [&str; 13] = [
    "customxml/",
    "docmetadata/",
    "docprops/",
    "ppt/authors.xml",
    "ppt/changesinfos/",
    "ppt/commentauthors.xml",
    "ppt/notesslides/",
    "ppt/printersettings/",
    "ppt/revisioninfo.xml",
    "word/glossary/",
    "word/people.xml",
    "word/printersettings/",
    "xl/persons/",
];

/// What a reader's program would run.
const PROGRAMS: [&str; 7] = [
    "activex/",
    "attachedtoolbars",
    "ctrlprops/",
    "customui",
    "dialogsheets/",
    "macrosheets/",
    "vba",
];

/// What holds more than is shown.
const INSIDE: [&str; 8] = [
    "connections.xml",
    "embeddings/",
    "externallinks/",
    "model/",
    "pivotcache/",
    "querytables/",
    "revisions/",
    "webextensions/",
];

/// What is read and kept, below the directory of the program.
const KEPT: [&str; 34] = [
    "calcchain.xml",
    "charts/",
    "chartsheets/",
    "diagrams/",
    "document.xml",
    "drawings/",
    "endnotes.xml",
    "fonttable.xml",
    "footer",
    "footnotes.xml",
    "handoutmasters/",
    "header",
    "metadata.xml",
    "notesmasters/",
    "numbering.xml",
    "pivottables/",
    "presentation.xml",
    "presprops.xml",
    "richdata/",
    "settings.xml",
    "sharedstrings.xml",
    "slidelayouts/",
    "slidemasters/",
    "slides/",
    "styles.xml",
    "styleswitheffects.xml",
    "tables/",
    "tablestyles.xml",
    "theme/",
    "viewprops.xml",
    "websettings.xml",
    "workbook.xml",
    "worksheets/",
    "chartex/",
];

/// Elements that tell of the file's making.
const ELEMENTS_LEFT_OUT: [&str; 6] = [
    "absPath",
    "attachedTemplate",
    "docId",
    "fileSharing",
    "rsids",
    "userShapes",
];

/// What becomes of the part at `path`.
fn part(path: &str) -> Result<Part, Refusal> {
    let lower = path.to_lowercase();
    let starts = |with: &[&str]| with.iter().any(|start| lower.starts_with(start));
    if path == TYPES || ending(path) == "rels" {
        return Ok(Part::Xml);
    }
    if starts(&LEFT_OUT) || lower.contains("/printersettings/") {
        return Ok(Part::LeftOut);
    }
    let Some((program, within)) = lower.split_once('/') else {
        return Err(UNKNOWN_PART);
    };
    if !["word", "xl", "ppt"].contains(&program) {
        return Err(UNKNOWN_PART);
    }
    let starts = |with: &[&str]| with.iter().any(|start| within.starts_with(start));
    if starts(&PROGRAMS) {
        return Err(PROGRAM);
    }
    if within.contains("comment") {
        return Err(COMMENTS);
    }
    if starts(&INSIDE) {
        return Err(FILE_INSIDE);
    }
    if within.starts_with("fonts/") {
        return Err(Refusal::Holds(
            "fonts inside it, which cannot be read",
            "save it without embedded fonts",
        ));
    }
    if within.starts_with("media/") {
        return Ok(Part::Picture);
    }
    let is_xml = matches!(ending(path).as_str(), "xml" | "vml");
    if starts(&KEPT) && is_xml {
        return Ok(Part::Xml);
    }
    Err(UNKNOWN_PART)
}

/// The parts that are kept, as they may be published.
///
/// # Errors
/// Where the file cannot be read, or holds what may not be published.
pub(super) fn clean(entries: &Entries, words: &mut String) -> Result<Entries, Refusal> {
    let kept_paths = entries.keys();
    let kept_paths = kept_paths.filter(|path| !matches!(part(path), Ok(Part::LeftOut)));
    let kept_paths: BTreeSet<String> = kept_paths.map(|path| path.to_lowercase()).collect();
    let kept_at = |path: &str| kept_paths.contains(&path.to_lowercase());
    let mut kept = Entries::new();
    for (path, bytes) in entries {
        let made = match part(path)? {
            Part::LeftOut => continue,
            Part::Picture => picture(path, bytes)?,
            Part::Xml if path == TYPES => rewrite(bytes, &mut String::new(), &mut |element| {
                let kind = element.get("ContentType").unwrap_or_default();
                if kind.to_ascii_lowercase().contains("macroenabled") {
                    return Err(PROGRAM);
                }
                let name = element
                    .get("PartName")
                    .map(|name| name.trim_start_matches('/'));
                Ok(match name {
                    Some(name) if !kept_at(name) => Fate::LeftOut,
                    _ => Fate::Kept,
                })
            })?,
            Part::Xml if ending(path) == "rels" => {
                let of = owner(path).ok_or(DAMAGED)?;
                if !of.1.is_empty() && !kept_at(&format!("{}{}", of.0, of.1)) {
                    continue;
                }
                rewrite(bytes, words, &mut |element| {
                    relation(element, of.0, &kept_at)
                })?
            }
            Part::Xml => {
                let mut unread = String::new();
                // Its words are names of colours and of fonts.
                let is_look = path.contains("/theme/") || path.ends_with("/fontTable.xml");
                let words = if is_look { &mut unread } else { &mut *words };
                rewrite(bytes, words, &mut |element| visit(path, element))?
            }
        };
        kept.insert(path.clone(), made);
    }
    Ok(kept)
}

/// The directory and the name of the part whose relations stand at `path`.
fn owner(path: &str) -> Option<(&str, &str)> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let directory = directory.strip_suffix("_rels")?;
    let name = name.get(..name.len().checked_sub(".rels".len())?)?;
    Some((directory, name))
}

/// What becomes of a relation of a part in `directory`.
fn relation(
    element: &mut Element,
    directory: &str,
    is_kept: &dyn Fn(&str) -> bool,
) -> Result<Fate, Refusal> {
    if element.local() != "Relationship" {
        return Ok(Fate::Kept);
    }
    let kind = element.get("Type").unwrap_or_default();
    let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
    let target = element.get("Target").unwrap_or_default().to_owned();
    if kind == "attachedTemplate" {
        return Ok(Fate::LeftOut);
    }
    let mode = element.get("TargetMode").unwrap_or_default();
    if mode.eq_ignore_ascii_case("external") {
        return if kind == "hyperlink" && leads_to_web(&target) {
            Ok(Fate::Kept)
        } else {
            Err(ELSEWHERE)
        };
    }
    if target.starts_with('#') {
        return Ok(Fate::Kept);
    }
    let path = resolve(directory, &target);
    Ok(if is_kept(&path) {
        Fate::Kept
    } else {
        Fate::LeftOut
    })
}

/// The path that `target` names from `directory`.
fn resolve(directory: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(from_top) => from_top.to_owned(),
        None => format!("{directory}{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// What becomes of an element of the part at `path`.
fn visit(path: &str, element: &mut Element) -> Result<Fate, Refusal> {
    let is_on = |value: Option<&str>| matches!(value, Some("1" | "true" | "on"));
    let name = element.local();
    if ELEMENTS_LEFT_OUT.contains(&name) {
        return Ok(Fate::LeftOut);
    }
    if path.starts_with("word/") && element.get("author").is_some() {
        return Err(CHANGES);
    }
    let hides = match name {
        "sheet" => element.get("state").is_some_and(|state| state != "visible"),
        "row" | "col" | "cNvPr" => is_on(element.get("hidden")),
        "sld" => matches!(element.get("show"), Some("0" | "false")),
        "vanish" => {
            let is_style = path.to_lowercase().contains("/styles");
            !is_style && !matches!(element.get("val"), Some("0" | "false" | "off"))
        }
        _ => false,
    };
    if hides {
        return Err(HIDDEN);
    }
    if matches!(name, "OLEObject" | "oleObj" | "oleObject" | "control") {
        return Err(FILE_INSIDE);
    }
    if matches!(name, "videoFile" | "audioFile" | "audioCd") {
        return Err(UNKNOWN_PICTURE);
    }
    let is_setup = name == "pageSetup";
    element.attributes.retain(|(key, _)| {
        let key = local(key);
        !(key.starts_with("rsid") || is_setup && key == "id")
    });
    for (key, value) in &mut element.attributes {
        if is_local_path(value) {
            match local(key) {
                // Programs put the path of a picture there where nobody wrote anything.
                "descr" | "title" | "name" | "alt" => value.clear(),
                _ => return Err(ELSEWHERE),
            }
        }
    }
    Ok(Fate::Kept)
}
