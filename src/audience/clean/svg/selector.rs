//! To which elements a rule of a style sheet applies: sure, not at all, or nobody can tell here.

use super::names;
use super::tree::{Node, Tree};
use crate::audience::clean::Refusal;

/// What is known of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    No,
    Maybe,
    Yes,
}

/// How often an element may be held against a part of a rule in one drawing.
const MOST_STEPS: usize = 5_000_000;

/// How much work was done so far.
#[derive(Debug, Default)]
pub(super) struct Steps(usize);

impl Steps {
    /// Counts so many more.
    ///
    /// # Errors
    /// Where it is too much.
    pub(super) fn take(&mut self, count: usize) -> Result<(), Refusal> {
        self.0 += count;
        if self.0 > MOST_STEPS {
            return Err(Refusal::Drawing("more styles than can be followed"));
        }
        Ok(())
    }
}

/// One way in which a rule names elements.
#[derive(Debug)]
pub(super) struct Selector {
    /// As it is written.
    pub(super) text: String,
    /// The last part first, each with what stands between it and the one before.
    parts: Vec<(Compound, char)>,
    /// How special it is; of two rules, the more special one counts.
    pub(super) weight: [usize; 3],
}

/// What is asked of one element.
#[derive(Debug, Default)]
pub(super) struct Compound {
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
    pub(super) class: Option<String>,
    /// Further names, classes, and attributes with the values they must have, if any.
    ids: Vec<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
    is_root: bool,
    /// It also asks for something that is not understood.
    is_vague: bool,
    /// It asks for what is not there while nobody touches the drawing.
    is_never: bool,
}

/// What elements are only while somebody points at them, and what stands in no drawing.
const NEVER: [&str; 9] = [
    "active",
    "checked",
    "disabled",
    "focus",
    "focus-visible",
    "focus-within",
    "hover",
    "target",
    "visited",
];

impl Selector {
    /// One that may mean anything.
    pub(super) fn anything() -> Self {
        let vague = Compound {
            is_vague: true,
            ..Compound::default()
        };
        Self {
            text: String::new(),
            parts: vec![(vague, ' ')],
            weight: [0; 3],
        }
    }

    /// Understands a selector; none where there is nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut weight = [0; 3];
        let mut parts: Vec<(Compound, char)> = Vec::new();
        let mut between = ' ';
        let mut rest = text;
        while !rest.is_empty() {
            let (compound, behind) = Compound::read(rest, &mut weight);
            parts.push((compound, between));
            let behind_spaces = behind.trim_start();
            let found = behind_spaces.chars().next();
            between = found
                .filter(|c| matches!(c, '>' | '+' | '~'))
                .unwrap_or(' ');
            let combinator = usize::from(between != ' ');
            let next = behind_spaces[combinator..].trim_start();
            // What cannot be read any further is not understood.
            if next.len() == rest.len() {
                parts.last_mut()?.0.is_vague = true;
                break;
            }
            rest = next;
        }
        if parts.is_empty() {
            return None;
        }
        parts.reverse();
        Some(Self {
            text: text.to_owned(),
            parts,
            weight,
        })
    }

    /// What is asked of the element itself.
    pub(super) fn last(&self) -> &Compound {
        &self.parts[0].0
    }

    /// The ids that it asks for.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        let parts = self.parts.iter();
        parts.flat_map(|(part, _)| part.id.iter().chain(&part.ids))
    }

    /// The classes that it asks for.
    pub(super) fn classes(&self) -> impl Iterator<Item = &String> {
        let parts = self.parts.iter();
        parts.flat_map(|(part, _)| part.class.iter().chain(&part.classes))
    }

    /// Whether it applies to the element at `at`.
    pub(super) fn applies(
        &self,
        tree: &Tree,
        at: usize,
        steps: &mut Steps,
    ) -> Result<Sure, Refusal> {
        self.part(0, tree, at, steps)
    }

    fn part(
        &self,
        part: usize,
        tree: &Tree,
        at: usize,
        steps: &mut Steps,
    ) -> Result<Sure, Refusal> {
        steps.take(1)?;
        let (compound, between) = &self.parts[part];
        let found = compound.fits(&tree.nodes[at], at == 0);
        if found == Sure::No || part + 1 == self.parts.len() {
            return Ok(found);
        }
        let mut above = at;
        let mut best = Sure::No;
        while above != 0 && best < Sure::Yes {
            above = tree.nodes[above].parent;
            let fits = match between {
                // Whatever stands beside it.
                '+' | '~' => Sure::Maybe,
                _ => self.part(part + 1, tree, above, steps)?,
            };
            best = best.max(fits);
            if *between != ' ' {
                break;
            }
        }
        Ok(found.min(best))
    }
}

impl Compound {
    fn read<'t>(text: &'t str, weight: &mut [usize; 3]) -> (Self, &'t str) {
        let mut made = Self::default();
        let mut rest = text;
        if let Some(behind) = rest.strip_prefix('*') {
            rest = behind;
        } else if let Some((name, behind)) = name(rest) {
            weight[2] += 1;
            made.name = Some(name);
            rest = behind;
        }
        while let Some(c) = rest.chars().next() {
            let behind = &rest[c.len_utf8()..];
            rest = match (c, name(behind)) {
                ('#', Some((id, behind))) => {
                    weight[0] += 1;
                    made.ids.push(id);
                    behind
                }
                ('.', Some((class, behind))) => {
                    weight[1] += 1;
                    made.classes.push(class);
                    behind
                }
                ('[', _) => {
                    weight[1] += 1;
                    let (inside, behind) = behind.split_once(']').unwrap_or((behind, ""));
                    made.attribute(inside);
                    behind
                }
                (':', _) => {
                    weight[1] += 1;
                    made.state(behind)
                }
                ('|', _) => {
                    made.is_vague = true;
                    behind
                }
                _ => break,
            };
        }
        made.id = made.ids.pop();
        made.class = made.classes.pop();
        (made, rest)
    }

    fn attribute(&mut self, inside: &str) {
        let (name, value) = match inside.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (inside.trim(), None),
        };
        let value = value.map(|value| value.trim_matches(['"', '\'']).to_owned());
        // An attribute that is not kept, and more than the same value: nobody can tell.
        let is_plain = names::attribute(name) && !matches!(name, "style" | "class" | "id");
        self.is_vague |= !is_plain;
        let bare = name.trim_end_matches(['~', '|', '^', '$', '*']);
        self.is_vague |= bare != name;
        if bare == name && !name.contains('|') {
            self.attributes.push((name.to_owned(), value));
        }
    }

    /// What an element is at the moment; gives what follows.
    fn state<'t>(&mut self, text: &'t str) -> &'t str {
        let (is_part, text) = match text.strip_prefix(':') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let Some((name, behind)) = name(text) else {
            self.is_vague = true;
            return text;
        };
        let name = name.to_ascii_lowercase();
        self.is_never |= is_part || NEVER.contains(&name.as_str());
        self.is_root |= name == "root";
        self.is_vague |= name != "root";
        if !behind.starts_with('(') {
            return behind;
        }
        let mut depth = 0_usize;
        let end = behind.find(|c| {
            depth += usize::from(c == '(');
            depth -= usize::from(c == ')');
            depth == 0
        });
        &behind[end.map_or(behind.len(), |end| end + 1)..]
    }

    /// Whether an element is what this asks for.
    fn fits(&self, node: &Node, is_root: bool) -> Sure {
        let named = node.name.unwrap_or("");
        let classes = || {
            node.attribute("class")
                .unwrap_or("")
                .split_ascii_whitespace()
        };
        let has_class = |wanted: &String| classes().any(|class| class == wanted);
        let has_id = |wanted: &String| node.attribute("id") == Some(wanted);
        let has = |(name, value): &(String, Option<String>)| {
            let found = node.attribute(name);
            found.is_some() && value.as_ref().is_none_or(|value| found == Some(value))
        };
        let fits = self.name.as_ref().is_none_or(|name| name == named)
            && self.id.iter().chain(&self.ids).all(has_id)
            && self.class.iter().chain(&self.classes).all(has_class)
            && self.attributes.iter().all(has)
            && (!self.is_root || is_root)
            && !self.is_never;
        match (fits, self.is_vague) {
            (false, _) => Sure::No,
            (true, true) => Sure::Maybe,
            (true, false) => Sure::Yes,
        }
    }
}

/// The name at the start of `text`, and what follows.
fn name(text: &str) -> Option<(String, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    (!name.is_empty()).then(|| (name.to_owned(), behind))
}
