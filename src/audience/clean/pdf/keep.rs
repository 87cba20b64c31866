//! What of a PDF is kept: what its pages, bookmarks and forms lead to, without what tells of its making.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::DAMAGED;
use super::file::{File, Object};
use super::filters::unpack;
use super::policy::{
    ACTIONS, ACTIVE, CATALOG, ELSEWHERE, FILES, FOR_PROGRAMS, INSIDE, LEFT_OUT, LEFT_OUT_OF_PAGES,
    NAMED, RUN, check_holdings,
};
use super::streams::{packed, picture, readable};
use super::text::{Reader, decoded};
use super::value::{Dict, Value, name_of};
use crate::audience::clean::{Refusal, leads_to_web};

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

impl Keeper<'_, '_> {
    /// The catalog, with what is kept of it.
    fn catalog(&mut self, root: u32) -> Result<Rc<Dict>, Refusal> {
        let catalog = self.file.resolve(&Value::Ref(root))?;
        let catalog = catalog.dict().ok_or(DAMAGED)?;
        let unwanted = [(&FILES[..], INSIDE), (&RUN[..], ACTIVE)];
        for (keys, refusal) in unwanted {
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
