//! What of a PDF is kept: what its pages, bookmarks and forms lead to, without what tells of its making.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::file::{File, Object};
use super::filters::{FLATE, deflate, filters, unpack};
use super::text::{Reader, decoded};
use super::value::{Dict, Value, name_of};
use super::DAMAGED;
use crate::audience::clean::{Refusal, jpeg, leads_to_web};

/// What is kept of the catalog.
const CATALOG: [&[u8]; 14] = [
    b"AcroForm",
    b"Dests",
    b"Lang",
    b"MarkInfo",
    b"Names",
    b"OCProperties",
    b"OpenAction",
    b"Outlines",
    b"PageLabels",
    b"PageLayout",
    b"PageMode",
    b"Pages",
    b"StructTreeRoot",
    b"Type",
];

/// What is left out wherever it stands: who made the file, when, with what, from what.
const LEFT_OUT: [&[u8]; 10] = [
    b"CreationDate",
    b"LastModified",
    b"Metadata",
    b"ModDate",
    b"NM",
    b"OPI",
    b"PieceInfo",
    b"SeparationInfo",
    b"SpiderInfo",
    b"Thumb",
];

/// What is left out of a page.
const LEFT_OUT_OF_PAGES: [&[u8]; 4] = [b"B", b"DPart", b"ID", b"TemplateInstantiated"];

/// Keys of what a reader's program would run or open.
const RUN: [&[u8]; 5] = [b"AA", b"JS", b"JavaScript", b"RichMediaContent", b"XFA"];

/// Keys of files inside the file.
const FILES: [&[u8]; 4] = [b"AF", b"EF", b"EmbeddedFiles", b"Collection"];

/// Actions that do more than to show another place.
const ACTIONS: [&[u8]; 12] = [
    b"GoTo3DView",
    b"GoToE",
    b"GoToR",
    b"ImportData",
    b"JavaScript",
    b"Launch",
    b"Movie",
    b"Rendition",
    b"RichMediaExecute",
    b"Sound",
    b"SubmitForm",
    b"Thread",
];

/// Annotations that hold files, sounds and films.
const MEDIA: [&[u8]; 6] = [
    b"3D",
    b"FileAttachment",
    b"Movie",
    b"RichMedia",
    b"Screen",
    b"Sound",
];

/// Keys whose texts are written for programs.
const FOR_PROGRAMS: [&[u8]; 5] = [b"DA", b"Lookup", b"Ordering", b"Panose", b"Registry"];

/// Keys of resources: what they are called may be a word.
const NAMED: [&[u8]; 4] = [b"ColorSpace", b"Dests", b"Properties", b"XObject"];

/// Keys of more dictionaries whose keys are names that somebody chose.
const CHOSEN: [&[u8]; 7] = [
    b"CharProcs",
    b"ClassMap",
    b"ExtGState",
    b"Font",
    b"Pattern",
    b"RoleMap",
    b"Shading",
];

const ACTIVE: Refusal = Refusal::Program;
const ELSEWHERE: Refusal = Refusal::Holds(
    "a link to a place that is no web page",
    "remove the link, or link a web page",
);
const INSIDE: Refusal = Refusal::Holds(
    "another file, a sound or a film",
    "remove the attachment, or print it to PDF again",
);

/// An object that is kept.
pub(super) enum Kept {
    Value(Value),
    Stream(Rc<Dict>, Vec<u8>),
}

/// What is kept of a file.
pub(super) struct Remains {
    /// The objects in the order in which they were reached, with the numbers that they had. The first is
    /// the catalog.
    pub(super) objects: Vec<(u32, Kept)>,
    /// All that can be read.
    pub(super) words: String,
    /// Whether it has a page that shows pictures and no words.
    pub(super) has_pictures_only: bool,
}

/// What a stream is for, as far as what leads to it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It draws, and its words are read with the page that it belongs to.
    Page,
    /// It draws a glyph.
    Glyph,
    /// It is for programs that draw.
    Raw,
}

struct Keeper<'f, 'a> {
    file: &'f mut File<'a>,
    reader: Reader,
    /// The objects that are reached, in that order.
    reached: Vec<u32>,
    seen: BTreeSet<u32>,
    roles: BTreeMap<u32, Role>,
    /// Where what a drawing does not say itself is looked for.
    resources: Vec<Rc<Dict>>,
    words: String,
    has_pictures_only: bool,
}

/// What is kept of `file`.
///
/// # Errors
/// Where it cannot be read, or holds what may not be published.
pub(super) fn keep(file: &mut File<'_>) -> Result<Remains, Refusal> {
    let Some(Value::Ref(root)) = file.trailer.get(&b"Root"[..]).cloned() else {
        return Err(DAMAGED);
    };
    let mut keeper = Keeper {
        file,
        reader: Reader::new(),
        reached: vec![root],
        seen: BTreeSet::from([root]),
        roles: BTreeMap::new(),
        resources: Vec::new(),
        words: String::new(),
        has_pictures_only: false,
    };
    let catalog = keeper.catalog(root)?;
    keeper.read_pages(&catalog)?;
    let mut objects = vec![(root, keeper.tidy(&Value::Dict(catalog), b"Root")?)];
    let mut at = 1;
    while let Some(&number) = keeper.reached.get(at) {
        at += 1;
        let object = match keeper.file.object(number)? {
            Object::Value(value) => keeper.tidy(&value, b"")?,
            Object::Stream(dict, _) => keeper.tidy(&Value::Dict(dict), b"stream")?,
        };
        objects.push((number, object));
    }
    let objects = objects.into_iter();
    let objects = objects
        .map(|(number, value)| Ok((number, keeper.finish(number, value)?)))
        .collect::<Result<_, Refusal>>()?;
    keeper.reader.check()?;
    Ok(Remains {
        objects,
        words: keeper.words,
        has_pictures_only: keeper.has_pictures_only || keeper.reader.shown == 0,
    })
}

impl<'a> Keeper<'_, 'a> {
    /// The catalog, with what is kept of it.
    fn catalog(&mut self, root: u32) -> Result<Rc<Dict>, Refusal> {
        let catalog = self.file.resolve(&Value::Ref(root))?;
        let catalog = catalog.dict().ok_or(DAMAGED)?;
        let refuses = [(&FILES[..], INSIDE), (&RUN[..], ACTIVE)];
        for (keys, refusal) in refuses {
            if keys.iter().any(|key| catalog.contains_key(*key)) {
                return Err(refusal);
            }
        }
        let mut kept = (**catalog).clone();
        kept.retain(|key, _| CATALOG.contains(&key.as_slice()));
        // Of all lists of names only that of places on pages is of use to a reader.
        let names = self.file.dict(&kept, b"Names")?;
        let refused = [&b"EmbeddedFiles"[..], b"JavaScript"];
        if names.contains_key(refused[0]) {
            return Err(INSIDE);
        }
        if names.contains_key(refused[1]) {
            return Err(ACTIVE);
        }
        kept.remove(&b"Names"[..]);
        if let Some(places) = names.get(&b"Dests"[..]) {
            let only = Dict::from([(b"Dests".to_vec(), places.clone())]);
            kept.insert(b"Names".to_vec(), Value::Dict(Rc::new(only)));
        }
        let form = self.file.dict(&kept, b"AcroForm")?;
        self.resources.push(self.file.dict(&form, b"DR")?);
        Ok(Rc::new(kept))
    }

    /// Reads the words of every page, in their order.
    fn read_pages(&mut self, catalog: &Dict) -> Result<(), Refusal> {
        let none = Rc::new(Dict::new());
        let pages = catalog.get(&b"Pages"[..]).ok_or(DAMAGED)?.clone();
        let mut next = vec![(pages, none)];
        let mut seen = BTreeSet::new();
        while let Some((place, inherited)) = next.pop() {
            let Value::Ref(number) = place else {
                return Err(DAMAGED);
            };
            if !seen.insert(number) {
                continue;
            }
            self.file.budget.spend_values(1)?;
            let Value::Dict(page) = self.file.resolve(&place)? else {
                return Err(DAMAGED);
            };
            let resources = match self.file.get(&page, b"Resources")? {
                Value::Dict(own) => own,
                _ => inherited,
            };
            match self.file.get(&page, b"Kids")? {
                Value::List(kids) => {
                    let below = kids.iter().rev();
                    next.extend(below.map(|kid| (kid.clone(), Rc::clone(&resources))));
                }
                _ => self.read_page(&page, resources)?,
            }
        }
        Ok(())
    }

    fn read_page(&mut self, page: &Dict, resources: Rc<Dict>) -> Result<(), Refusal> {
        let written = page.get(&b"Contents"[..]).cloned().unwrap_or(Value::Null);
        let parts = match self.file.resolve(&written)? {
            Value::List(parts) => parts,
            _ => Rc::new(vec![written]),
        };
        let mut content = Vec::new();
        for part in parts.iter() {
            let Value::Ref(number) = part else { continue };
            self.roles.insert(*number, Role::Page);
            if let Some(part) = self.file.content(*number)? {
                content.extend_from_slice(&part);
                content.push(b'\n');
            }
        }
        let before = self.reader.shown;
        let pictures = self.file.dict(&resources, b"XObject")?;
        if self.resources.len() < 2 {
            self.resources.push(Rc::clone(&resources));
        }
        let words = self.reader.read(&content, &[resources], self.file)?;
        self.words.push_str(&words);
        if self.reader.shown == before {
            for picture in pictures.values() {
                self.file.budget.spend_values(1)?;
                let picture = self.file.resolve(picture)?;
                let kind = picture.dict().map(|dict| name_of(dict, b"Subtype"));
                self.has_pictures_only |= kind == Some(b"Image");
            }
        }
        Ok(())
    }

    /// `value`, which stands under `key`, with what is kept of it.
    fn tidy(&mut self, value: &Value, key: &[u8]) -> Result<Value, Refusal> {
        Ok(match value {
            Value::Ref(number) => {
                self.reach(*number, key);
                value.clone()
            }
            Value::Text(text) => {
                if !FOR_PROGRAMS.contains(&key) {
                    self.say(text)?;
                }
                value.clone()
            }
            Value::List(list) => self.tidy_list(list, key)?,
            Value::Dict(dict) => Value::Dict(Rc::new(self.tidy_dict(dict, key)?)),
            _ => value.clone(),
        })
    }

    /// Adds a text to the words.
    fn say(&mut self, text: &[u8]) -> Result<(), Refusal> {
        self.file.budget.spend_bytes(text.len())?;
        self.words.push_str(&decoded(text));
        self.words.push('\n');
        Ok(())
    }

    fn reach(&mut self, number: u32, key: &[u8]) {
        if self.seen.insert(number) {
            self.reached.push(number);
        }
        let role = match key {
            b"FontFile" | b"FontFile2" | b"FontFile3" | b"ToUnicode" | b"UseCMap"
            | b"CIDToGIDMap" | b"CIDSet" | b"Encoding" | b"JBIG2Globals" => Role::Raw,
            b"CharProcs" => Role::Glyph,
            _ => return,
        };
        self.roles.entry(number).or_insert(role);
    }

    fn tidy_list(&mut self, list: &Rc<Vec<Value>>, key: &[u8]) -> Result<Value, Refusal> {
        // A profile of colours names the machine; the colours themselves are kept.
        if let [Value::Name(name), profile @ Value::Ref(_)] = list.as_slice()
            && name == b"ICCBased"
        {
            let profile = self.file.resolve(profile)?;
            let parts = profile.dict().and_then(|dict| dict.get(&b"N"[..])?.whole());
            let plain: &[u8] = match parts {
                Some(1) => b"DeviceGray",
                Some(3) => b"DeviceRGB",
                Some(4) => b"DeviceCMYK",
                _ => return Err(DAMAGED),
            };
            return Ok(Value::Name(plain.to_vec()));
        }
        let is_colour = list.first().and_then(Value::name) == Some(b"Separation");
        if let Some(Value::Name(name)) = list.get(1).filter(|_| is_colour) {
            self.say(name)?;
        }
        // The texts of a palette are its colours.
        let is_palette = list.first().and_then(Value::name) == Some(b"Indexed");
        let key = if is_palette { b"Lookup" } else { key };
        let tidied = list.iter().map(|value| self.tidy(value, key));
        Ok(Value::List(Rc::new(tidied.collect::<Result<_, _>>()?)))
    }

    fn tidy_dict(&mut self, dict: &Rc<Dict>, key: &[u8]) -> Result<Dict, Refusal> {
        check_holdings(dict, key)?;
        self.check_action(dict)?;
        let is_page = name_of(dict, b"Type") == b"Page";
        let is_note = dict.contains_key(&b"Rect"[..]) && dict.contains_key(&b"Subtype"[..]);
        let is_field = name_of(dict, b"Subtype") == b"Widget";
        let is_left_out = |key: &[u8]| {
            LEFT_OUT.contains(&key)
                || key.starts_with(b"PTEX")
                || (is_page && LEFT_OUT_OF_PAGES.contains(&key))
                || (is_note && (key == b"M" || (key == b"T" && !is_field)))
        };
        if NAMED.contains(&key) {
            for name in dict.keys() {
                self.say(name)?;
            }
        }
        let mut kept = Dict::new();
        for (name, value) in dict.iter() {
            if is_left_out(name) {
                continue;
            }
            // The glyphs of a font stand under names of their own.
            let within = if key == b"CharProcs" { key } else { name };
            kept.insert(name.clone(), self.tidy(value, within)?);
        }
        Ok(kept)
    }

    /// Refuses what a reader's program would do other than to show a place or a web page.
    fn check_action(&mut self, dict: &Dict) -> Result<(), Refusal> {
        let is_structure = dict.contains_key(&b"P"[..]) && dict.contains_key(&b"K"[..]);
        if !is_structure && ACTIONS.contains(&name_of(dict, b"S")) {
            return Err(ACTIVE);
        }
        if name_of(dict, b"S") == b"URI" || dict.contains_key(&b"URI"[..]) {
            let address = self.file.get(dict, b"URI")?;
            let address = address.text().unwrap_or_default();
            if !leads_to_web(&decoded(address)) {
                return Err(ELSEWHERE);
            }
            self.say(address)?;
        }
        Ok(())
    }

    /// The object that stands for `number` in the new file.
    fn finish(&mut self, number: u32, value: Value) -> Result<Kept, Refusal> {
        let Object::Stream(read, data) = self.file.object(number)? else {
            return Ok(Kept::Value(value));
        };
        let Value::Dict(dict) = value else {
            return Err(DAMAGED);
        };
        let kind = name_of(&dict, b"Subtype");
        if kind == b"Image" {
            return picture(&dict, data, self.file);
        }
        if kind == b"PS" || dict.contains_key(&b"F"[..]) {
            return Err(ACTIVE);
        }
        let role = self.roles.get(&number).copied();
        if role == Some(Role::Raw) && kind != b"Form" {
            return Ok(Kept::Stream(dict, data.to_vec()));
        }
        let content = unpack(&read, data, &mut self.file.budget)?;
        let is_pattern = dict.get(&b"PatternType"[..]).is_some();
        if kind == b"Form" || is_pattern || role == Some(Role::Glyph) {
            let mut resources = vec![self.file.dict(&read, b"Resources")?];
            resources.extend(self.resources.iter().cloned());
            let words = self.reader.read(&content, &resources, self.file)?;
            self.words.push_str(&words);
        } else if role.is_none() {
            self.words.push_str(&readable(&content));
        }
        Ok(packed(&dict, &content))
    }
}

/// Refuses a dictionary for what it holds under its keys.
fn check_holdings(dict: &Dict, key: &[u8]) -> Result<(), Refusal> {
    // What resources, fonts and places are called is no key.
    if NAMED.contains(&key) || CHOSEN.contains(&key) {
        return Ok(());
    }
    let holds = |keys: &[&[u8]]| keys.iter().any(|key| dict.contains_key(*key));
    if holds(&FILES) || MEDIA.contains(&name_of(dict, b"Subtype")) {
        return Err(INSIDE);
    }
    if holds(&RUN) {
        return Err(ACTIVE);
    }
    let is_signature = name_of(dict, b"FT") == b"Sig" && dict.contains_key(&b"V"[..]);
    if is_signature || dict.contains_key(&b"ByteRange"[..]) {
        let remedy = "print it to PDF again, or publish the unsigned file";
        return Err(Refusal::Holds("a signature, which names somebody", remedy));
    }
    if name_of(dict, b"Subtype") == b"Redact" {
        let remedy = "carry out the redaction, so that the text is gone";
        return Err(Refusal::Holds("text that is only marked for redaction", remedy));
    }
    Ok(())
}

/// What of a stream of an unknown kind is text.
fn readable(content: &[u8]) -> String {
    let is_text = |byte: &&u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..);
    let texts = content.iter().filter(is_text).count();
    if content.is_empty() || texts * 10 < content.len() * 9 {
        return String::new();
    }
    format!("{}\n", decoded(content))
}

fn with_filter(dict: &Dict, filter: &[u8]) -> Dict {
    let mut dict = dict.clone();
    for key in [&b"Filter"[..], b"DecodeParms", b"DP", b"DL"] {
        dict.remove(key);
    }
    dict.insert(b"Filter".to_vec(), Value::Name(filter.to_vec()));
    dict
}

fn packed(dict: &Dict, content: &[u8]) -> Kept {
    Kept::Stream(Rc::new(with_filter(dict, FLATE)), deflate(content))
}

/// The picture alone.
fn picture(dict: &Rc<Dict>, data: &[u8], file: &mut File<'_>) -> Result<Kept, Refusal> {
    const PHOTOGRAPH: [&[u8]; 2] = [b"DCTDecode", b"DCT"];
    if dict.contains_key(&b"F"[..]) {
        return Err(ACTIVE);
    }
    let all = filters(dict)?;
    let last = all.last().map_or(&b""[..], |(filter, _)| filter);
    if last == b"JPXDecode" {
        return Err(Refusal::Unread("it holds a JPEG 2000 picture, which cannot be cleaned"));
    }
    if !PHOTOGRAPH.contains(&last) {
        let known: [&[u8]; 9] = [
            FLATE,
            b"Fl",
            b"LZWDecode",
            b"RunLengthDecode",
            b"CCITTFaxDecode",
            b"CCF",
            b"JBIG2Decode",
            b"ASCII85Decode",
            b"ASCIIHexDecode",
        ];
        if all.iter().any(|(filter, _)| !known.contains(filter)) {
            return Err(DAMAGED);
        }
        return Ok(Kept::Stream(Rc::clone(dict), data.to_vec()));
    }
    let parameters = all.last().and_then(|(_, parameters)| *parameters).cloned();
    let before = all[..all.len() - 1].iter();
    let before = before.map(|(filter, _)| Value::Name(filter.to_vec()));
    let outer = Dict::from([(b"Filter".to_vec(), Value::List(Rc::new(before.collect())))]);
    let photograph = unpack(&outer, data, &mut file.budget)?;
    let cleaned = jpeg::clean(&photograph);
    let cleaned = cleaned.ok_or(Refusal::Unread("a picture in it is damaged"))?;
    let mut dict = with_filter(dict, PHOTOGRAPH[0]);
    if let Some(parameters) = parameters {
        dict.insert(b"DecodeParms".to_vec(), Value::Dict(Rc::new(parameters)));
    }
    Ok(Kept::Stream(Rc::new(dict), cleaned))
}
