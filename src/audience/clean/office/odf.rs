//! Files of `LibreOffice` and its relatives (ODF).

use super::xml::{Element, Fate, local, rewrite};
use super::{
    CHANGES, COMMENTS, ELSEWHERE, Entries, FILE_INSIDE, HIDDEN, PROGRAM, Part, UNKNOWN_PART,
    is_local_path, picture,
};
use crate::audience::clean::{Refusal, leads_to_web};

const MANIFEST: &str = "META-INF/manifest.xml";

/// What is left out wherever it stands: it tells of the file's making, or of the program that made it.
const LEFT_OUT: [&str; 4] = ["layout-cache", "manifest.rdf", "meta.xml", "settings.xml"];

/// What becomes of the part at `path`.
fn part(path: &str) -> Result<Part, Refusal> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let top = path.split('/').next().unwrap_or_default();
    match top {
        "Thumbnails" | "Configurations2" | "ObjectReplacements" => return Ok(Part::LeftOut),
        "Basic" | "Scripts" | "Dialogs" => return Err(PROGRAM),
        "Versions" | "VersionList.xml" => {
            let remedy = "delete the versions, or save the file under another name";
            return Err(Refusal::Holds("earlier versions of itself", remedy));
        }
        "Fonts" => {
            let remedy = "save it without embedded fonts";
            return Err(Refusal::Holds(
                "fonts inside it, which cannot be read",
                remedy,
            ));
        }
        "META-INF" if path == MANIFEST => return Ok(Part::Xml),
        "META-INF" => {
            let remedy = "publish the unsigned file";
            return Err(Refusal::Holds("a signature, which names somebody", remedy));
        }
        "Pictures" => return Ok(Part::Picture),
        _ => {}
    }
    let is_object = directory.is_empty() || top.starts_with("Object ");
    match name {
        "mimetype" if directory.is_empty() => Ok(Part::Xml),
        _ if LEFT_OUT.contains(&name) => Ok(Part::LeftOut),
        "content.xml" | "styles.xml" if is_object => Ok(Part::Xml),
        _ if path.contains("/Pictures/") => Ok(Part::Picture),
        _ if path.contains("/Configurations2/") => Ok(Part::LeftOut),
        _ if top.starts_with("Object ") => Err(FILE_INSIDE),
        _ => Err(UNKNOWN_PART),
    }
}

/// The parts that are kept, as they may be published.
///
/// # Errors
/// Where the file cannot be read, or holds what may not be published.
pub(super) fn clean(entries: &Entries, words: &mut String) -> Result<Entries, Refusal> {
    let mut kept = Entries::new();
    for (path, bytes) in entries {
        let made = match part(path)? {
            Part::LeftOut => continue,
            Part::Picture => picture(path, bytes)?,
            Part::Xml if path == "mimetype" => kind(bytes)?,
            Part::Xml if path == MANIFEST => rewrite(bytes, &mut String::new(), &mut |element| {
                listed(element, entries)
            })?,
            Part::Xml => rewrite(bytes, words, &mut |element| visit(element, entries))?,
        };
        kept.insert(path.clone(), made);
    }
    Ok(kept)
}

/// The kind of the file, where it is one of those that are known.
fn kind(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    const KINDS: [&str; 4] = ["text", "spreadsheet", "presentation", "graphics"];
    let written = std::str::from_utf8(bytes).map_err(|_| UNKNOWN_PART)?.trim();
    let kind = written.strip_prefix("application/vnd.oasis.opendocument.");
    let kind = kind.map(|kind| kind.strip_suffix("-template").unwrap_or(kind));
    match kind {
        Some(kind) if KINDS.contains(&kind) => Ok(written.as_bytes().to_vec()),
        _ => Err(UNKNOWN_PART),
    }
}

/// What becomes of an entry of the manifest.
fn listed(element: &mut Element, entries: &Entries) -> Result<Fate, Refusal> {
    if element.local() == "encryption-data" {
        return Err(Refusal::Unread("it is encrypted"));
    }
    if element.local() != "file-entry" {
        return Ok(Fate::Kept);
    }
    let path = element.get("full-path").unwrap_or_default();
    let is_kept = match path.strip_suffix('/') {
        Some("") => true,
        Some(directory) => {
            let kept = |path: &str| !matches!(part(path), Ok(Part::LeftOut));
            below(directory, entries).next().is_some_and(kept)
        }
        None => entries.contains_key(path) && !matches!(part(path), Ok(Part::LeftOut)),
    };
    Ok(if is_kept { Fate::Kept } else { Fate::LeftOut })
}

/// What becomes of an element.
fn visit(element: &mut Element, entries: &Entries) -> Result<Fate, Refusal> {
    let (prefix, name) = element.name.split_once(':').unwrap_or(("", &element.name));
    match (prefix, name) {
        // What a speaker says, and what a click does.
        ("presentation", "notes") | ("office", "event-listeners") => return Ok(Fate::LeftOut),
        ("office", "annotation" | "annotation-end") => return Err(COMMENTS),
        (_, "tracked-changes" | "change-info") => return Err(CHANGES),
        ("text", "hidden-text" | "hidden-paragraph") => return Err(HIDDEN),
        ("office", "script") | ("script", _) => return Err(PROGRAM),
        ("draw", "plugin" | "applet" | "object-ole" | "floating-frame") => return Err(FILE_INSIDE),
        (_, "dde-source" | "dde-connection" | "cell-range-source" | "table-source") => {
            return Err(ELSEWHERE);
        }
        _ => {}
    }
    let is_hidden = |(key, value): &(String, String)| {
        matches!(
            (key.as_str(), value.as_str()),
            ("table:display", "false")
                | ("table:visibility", "collapse" | "filter")
                | ("text:display", "none")
                | ("presentation:visibility", "hidden")
                | ("draw:display", "none" | "printer")
                | ("text:is-hidden", "true")
        )
    };
    if element.attributes.iter().any(is_hidden) {
        return Err(HIDDEN);
    }
    element
        .attributes
        .retain(|(key, _)| !local(key).ends_with("rsid"));
    for (key, value) in &element.attributes {
        let leads = local(key) == "href" && !is_within(value, entries);
        if (leads && !leads_to_web(value)) || is_local_path(value) {
            return Err(ELSEWHERE);
        }
    }
    Ok(Fate::Kept)
}

/// Whether an address is of a part of the file.
fn is_within(address: &str, entries: &Entries) -> bool {
    let path = address.strip_prefix("./").unwrap_or(address);
    path.is_empty() || entries.contains_key(path) || below(path, entries).next().is_some()
}

/// The paths of the parts in a directory.
fn below<'e>(directory: &str, entries: &'e Entries) -> impl Iterator<Item = &'e str> + use<'e> {
    let start = format!("{directory}/");
    let from = entries
        .range(start.clone()..)
        .map(|(path, _)| path.as_str());
    from.take_while(move |path| path.starts_with(&start))
}
