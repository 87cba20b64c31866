//! What styles say of each element, as a browser weighs them: attributes, style sheets, the element's
//! own `style`.

use std::collections::{HashMap, HashSet};

use super::css::{self, Declaration};
use super::names;
use super::selector::{Steps, Sure};
use super::shade;
use super::sheet::Sheets;
use super::tree::Tree;
use crate::audience::clean::Refusal;

/// The properties that decide what is seen.
pub(super) const DECISIVE: [&str; 24] = [
    "clip-path",
    "color",
    "direction",
    "display",
    "fill",
    "fill-opacity",
    "filter",
    "font-size",
    "letter-spacing",
    "mask",
    "opacity",
    "overflow",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "transform",
    "transform-box",
    "transform-origin",
    "visibility",
    "word-spacing",
    "writing-mode",
];

/// Properties that can hide something in ways that are not followed, unless they say one of
/// [`HARMLESS`]. They are kept, where there are no words.
const DEVIOUS: [&str; 22] = [
    "-webkit-clip-path",
    "-webkit-mask",
    "-webkit-mask-image",
    "-webkit-text-fill-color",
    "all",
    "clip",
    "content-visibility",
    "d",
    "line-clamp",
    "mask-border",
    "mask-composite",
    "mask-image",
    "mask-position",
    "mask-size",
    "offset",
    "offset-path",
    "perspective",
    "rotate",
    "scale",
    "text-indent",
    "translate",
    "zoom",
];

const HARMLESS: [&str; 9] = [
    "0", "0px", "1", "auto", "inherit", "initial", "none", "unset", "visible",
];

const DEVIOUS_STYLE: &str = "words with a style that may hide them";
const CONDITION: &str = "words that are hidden or shown depending on a condition in its styles";
const MOVING: &str = "words that are hidden while they move";
const ELSEWHERE: &str = "words and a style sheet that stands elsewhere";

/// How much one declaration outweighs others: importance, where it stands, how special its rule is,
/// and how late it comes.
type Weight = (bool, u8, [usize; 3], usize);

/// What is said of one element.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Of each decisive property that anything is said of, what counts.
    values: Vec<(&'static str, Weight, String)>,
    /// What keeps it from being certain what is seen.
    pub(super) doubt: Option<&'static str>,
    /// The other parts of the drawing that it may use.
    pub(super) uses: Vec<String>,
}

impl Styles {
    /// What a decisive property says; none where nothing is said of it.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(known, ..)| *known == name);
        found.map(|(.., value)| value.as_str())
    }

    fn add(&mut self, weight: Weight, declaration: &Declaration, moves: bool) {
        let Declaration { name, value, .. } = declaration;
        self.uses.extend(css::references(value).map(str::to_owned));
        if is_devious(declaration) {
            self.doubt = Some(DEVIOUS_STYLE);
        }
        if moves && name.starts_with("animation") {
            self.doubt = Some(MOVING);
        }
        if name == "font" {
            return self.shorthand(weight, value);
        }
        let Some(name) = DECISIVE.iter().find(|known| *known == name) else {
            return;
        };
        self.set(name, weight, value);
    }

    /// Of `font`, only whether it is as small as nothing.
    fn shorthand(&mut self, weight: Weight, value: &str) {
        let mut parts = value.split_whitespace().map(|part| part.split('/').next());
        let is_size = |part: &&str| {
            part.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                && (part.ends_with(|c: char| !c.is_ascii_digit()) || *part == "0")
        };
        if let Some(size) = parts.find_map(|part| part.filter(is_size)) {
            self.set("font-size", weight, size);
        }
    }

    fn set(&mut self, name: &'static str, weight: Weight, value: &str) {
        let known = self.values.iter_mut().find(|(known, ..)| *known == name);
        match known {
            Some((_, before, _)) if *before > weight => {}
            Some((_, before, known)) => (*before, *known) = (weight, value.to_owned()),
            None => self.values.push((name, weight, value.to_owned())),
        }
    }

    /// Takes in what may be said, by a rule of which nobody knows whether it counts.
    fn doubt(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            let Declaration { name, value, .. } = declaration;
            self.uses.extend(css::references(value).map(str::to_owned));
            let before = self.get(name);
            let changes = DECISIVE.contains(&name.as_str())
                && (shade::hides(name, value)
                    || before.is_some_and(|value| shade::hides(name, value)));
            if changes || is_devious(declaration) {
                self.doubt = Some(CONDITION);
            }
        }
    }
}

/// Whether a property can hide something in a way that is not followed.
pub(super) fn may_be_devious(name: &str) -> bool {
    DEVIOUS.contains(&name)
}

fn is_devious(declaration: &Declaration) -> bool {
    let value = declaration.value.to_ascii_lowercase();
    let is_length = ["width", "height", "max-width", "max-height"];
    if is_length.contains(&declaration.name.as_str()) {
        return shade::is_no_size(&value);
    }
    let shrinks = ["scale", "zoom"].contains(&declaration.name.as_str());
    let is_harmless = HARMLESS.contains(&value.as_str()) && !(shrinks && shade::is_no_size(&value));
    may_be_devious(&declaration.name) && !is_harmless
}

/// What styles say of every element of a drawing.
#[derive(Debug, Default)]
pub(super) struct Cascade {
    /// By position.
    pub(super) styles: Vec<Styles>,
    /// For each element the rules that apply to it or may, and by which of their selectors.
    pub(super) applied: Vec<Vec<(usize, usize)>>,
    /// Values with a name, of which one at least shows nothing.
    pub(super) pale: HashSet<String>,
}

/// Rules by what they ask of the element itself.
struct Index<'s> {
    by_id: HashMap<&'s str, Vec<(usize, usize)>>,
    by_class: HashMap<&'s str, Vec<(usize, usize)>>,
    by_name: HashMap<&'s str, Vec<(usize, usize)>>,
    others: Vec<(usize, usize)>,
}

impl<'s> Index<'s> {
    fn of(sheets: &'s Sheets) -> Self {
        let mut index = Self {
            by_id: HashMap::new(),
            by_class: HashMap::new(),
            by_name: HashMap::new(),
            others: Vec::new(),
        };
        for (at, rule) in sheets.rules.iter().enumerate() {
            for (which, selector) in rule.selectors.iter().enumerate() {
                let last = selector.last();
                let rules = match (&last.id, &last.class, &last.name) {
                    (Some(id), ..) => index.by_id.entry(id).or_default(),
                    (_, Some(class), _) => index.by_class.entry(class).or_default(),
                    (.., Some(name)) => index.by_name.entry(name).or_default(),
                    _ => &mut index.others,
                };
                rules.push((at, which));
            }
        }
        index
    }

    /// The rules that may apply to the element at `at`, in their order.
    fn of_element(&self, tree: &Tree, at: usize) -> Vec<(usize, usize)> {
        let node = &tree.nodes[at];
        let classes = node.attribute("class").unwrap_or("");
        let mut names: Vec<&str> = classes.split_ascii_whitespace().collect();
        names.sort_unstable();
        names.dedup();
        let by_class = names.iter().filter_map(|class| self.by_class.get(class));
        let by_id = node.attribute("id").and_then(|id| self.by_id.get(id));
        let by_name = node.name.and_then(|name| self.by_name.get(name));
        let lists = by_class.chain(by_id).chain(by_name).chain([&self.others]);
        let mut found: Vec<(usize, usize)> = lists.flatten().copied().collect();
        found.sort_unstable();
        found
    }
}

impl Cascade {
    /// Weighs all that is said.
    ///
    /// # Errors
    /// Where a style fetches something, or there is too much of it.
    pub(super) fn of(tree: &Tree, ids: &HashMap<&str, usize>) -> Result<Self, Refusal> {
        let index = Index::of(&tree.sheets);
        let moves = tree.sheets.moves.iter();
        let moves = moves
            .filter(|found| shade::hides(&found.name, &found.value))
            .count()
            > 0;
        let mut steps = Steps::default();
        let mut cascade = Self::default();
        for declaration in tree.sheets.rules.iter().flat_map(|rule| &rule.declarations) {
            cascade.name_value(declaration);
        }
        for at in 0..tree.nodes.len() {
            let mut styles = Styles::default();
            let mut applied = Vec::new();
            if tree.nodes[at].name.is_some() {
                let own = cascade.attributes(tree, at, &mut styles, moves)?;
                let mut doubtful = Vec::new();
                for (rule, which) in index.of_element(tree, at) {
                    let found = &tree.sheets.rules[rule];
                    let selector = &found.selectors[which];
                    let mut sure = selector.applies(tree, at, &mut steps)?;
                    if !found.conditions.is_empty() || found.is_lost {
                        sure = sure.min(Sure::Maybe);
                    }
                    match sure {
                        Sure::No => continue,
                        Sure::Maybe => {
                            let said = found.declarations.iter();
                            let long = said.map(|said| 1 + said.value.len() / 32).sum();
                            steps.take(long)?;
                            doubtful.push(rule);
                        }
                        Sure::Yes => {
                            for said in &found.declarations {
                                steps.take(1 + said.value.len() / 32)?;
                                let weight = (said.important, 1, selector.weight, rule + 1);
                                styles.add(weight, said, moves);
                            }
                        }
                    }
                    applied.push((rule, which));
                }
                for said in &own {
                    styles.add((said.important, 2, [0; 3], 0), said, moves);
                }
                for rule in doubtful {
                    styles.doubt(&tree.sheets.rules[rule].declarations);
                }
            }
            cascade.styles.push(styles);
            cascade.applied.push(applied);
        }
        cascade.moved(tree, ids);
        if tree.has_sheet_elsewhere {
            cascade.styles[0].doubt = Some(ELSEWHERE);
        }
        Ok(cascade)
    }

    /// Takes in the attributes of an element; gives what its `style` says.
    fn attributes(
        &mut self,
        tree: &Tree,
        at: usize,
        styles: &mut Styles,
        moves: bool,
    ) -> Result<Vec<Declaration>, Refusal> {
        let mut own = Vec::new();
        for (name, value) in &tree.nodes[at].attributes {
            if name == "style" {
                own = css::attribute(value)?;
                continue;
            }
            if names::attribute(name) && !names::is_text(name) {
                css::value(value)?;
                styles
                    .uses
                    .extend(css::references(value).map(str::to_owned));
            }
            if DECISIVE.contains(&name.as_str()) {
                let said = Declaration {
                    name: name.clone(),
                    value: value.trim().to_owned(),
                    important: false,
                };
                styles.add((false, 0, [0; 3], 0), &said, moves);
            }
        }
        for declaration in &own {
            self.name_value(declaration);
        }
        styles
            .uses
            .extend(tree.nodes[at].reference().map(str::to_owned));
        Ok(own)
    }

    /// Nobody can tell what is seen of what changes while it is looked at.
    fn moved(&mut self, tree: &Tree, ids: &HashMap<&str, usize>) {
        const DECIDING: [&str; 8] = ["class", "dx", "dy", "height", "style", "width", "x", "y"];
        for node in &tree.nodes {
            if !node.name.is_some_and(names::moves) {
                continue;
            }
            let what = node.attribute("attributeName").unwrap_or("transform");
            if !DECISIVE.contains(&what) && !DECIDING.contains(&what) {
                continue;
            }
            let named = node.reference().and_then(|id| ids.get(id).copied());
            self.styles[named.unwrap_or(node.parent)].doubt = Some(MOVING);
        }
    }

    /// Remembers a value that is given a name.
    fn name_value(&mut self, declaration: &Declaration) {
        let shows = ["display", "visibility", "fill", "opacity"];
        let hides = |property: &&str| shade::hides(property, &declaration.value);
        if declaration.name.starts_with("--") && shows.iter().any(hides) {
            self.pale.insert(declaration.name.clone());
        }
    }
}
