//! Writes what is left of a drawing.

use std::collections::{BTreeSet, HashSet};

use quick_xml::escape::partial_escape;

use super::css;
use super::show::Show;
use super::tree::SVG;
use super::{names, words};
use crate::audience::clean::Refusal;

/// The drawing anew, and its words.
///
/// # Errors
/// Where a value in it leads elsewhere.
pub(super) fn write(show: &Show<'_>) -> Result<(Vec<u8>, String), Refusal> {
    let mut writer = Writer {
        named: Named::of(show),
        show,
        made: String::new(),
    };
    writer.nodes()?;
    writer.made.push('\n');
    Ok((writer.made.into_bytes(), words::of(show)))
}

/// What is still spoken of.
struct Named {
    ids: HashSet<String>,
    classes: HashSet<String>,
    /// The rules that count, and which of their selectors do.
    rules: BTreeSet<(usize, usize)>,
}

impl Named {
    fn of(show: &Show<'_>) -> Self {
        let mut named = Self {
            ids: HashSet::new(),
            classes: HashSet::new(),
            rules: BTreeSet::new(),
        };
        for (at, node) in show.tree.nodes.iter().enumerate() {
            if !show.kept[at] {
                continue;
            }
            named.rules.extend(&show.cascade.applied[at]);
            named
                .ids
                .extend(show.cascade.styles[at].uses.iter().cloned());
            for name in ["aria-labelledby", "aria-describedby"] {
                let ids = node.attribute(name).unwrap_or("").split_whitespace();
                named.ids.extend(ids.map(str::to_owned));
            }
        }
        named
            .rules
            .retain(|(rule, _)| !show.tree.sheets.rules[*rule].is_lost);
        for (rule, which) in &named.rules {
            let selector = &show.tree.sheets.rules[*rule].selectors[*which];
            named.ids.extend(selector.ids().cloned());
            named.classes.extend(selector.classes().cloned());
        }
        named
    }
}

struct Writer<'s> {
    named: Named,
    show: &'s Show<'s>,
    made: String,
}

impl Writer<'_> {
    fn nodes(&mut self) -> Result<(), Refusal> {
        let show = self.show;
        let mut open: Vec<(usize, &'static str)> = Vec::new();
        for (at, node) in show.tree.nodes.iter().enumerate() {
            while let Some((_, name)) = open.pop_if(|(end, _)| *end <= at) {
                self.put(&["</", name, ">"]);
            }
            if !show.kept[at] {
                continue;
            }
            let Some(name) = node.name else {
                self.put(&[&partial_escape(node.text.as_str())]);
                continue;
            };
            // Its words and shapes stay, but lead nowhere.
            let is_in_text = open.iter().any(|(_, name)| *name == "text");
            let name = match name {
                "a" if is_in_text => "tspan",
                "a" => "g",
                name => name,
            };
            self.put(&["<", name]);
            if at == 0 {
                self.put(&[" xmlns=\"", SVG, "\""]);
            }
            self.attributes(at)?;
            self.put(&[">"]);
            open.push((node.end, name));
            if at == 0 {
                self.sheet();
            }
        }
        while let Some((_, name)) = open.pop() {
            self.put(&["</", name, ">"]);
        }
        Ok(())
    }

    fn attributes(&mut self, at: usize) -> Result<(), Refusal> {
        let show = self.show;
        let node = &show.tree.nodes[at];
        let mut leads = node.name == Some("a");
        for (name, value) in &node.attributes {
            let is_left_out = !names::attribute(name)
                // What is drawn is the same for all readers.
                || name == "systemLanguage"
                || (names::is_words(name) && !show.is_entered(at));
            if is_left_out {
                continue;
            }
            let value = match name.as_str() {
                "href" | "xlink:href" if leads => continue,
                "href" | "xlink:href" => {
                    let value = value.trim();
                    if !value.starts_with('#') {
                        continue;
                    }
                    leads = true;
                    value.to_owned()
                }
                "id" if !self.named.ids.contains(value) => continue,
                "class" => {
                    let classes = value.split_ascii_whitespace();
                    let kept = classes.filter(|class| self.named.classes.contains(*class));
                    kept.collect::<Vec<_>>().join(" ")
                }
                "style" => css::written(&css::attribute(value)?),
                name if names::is_text(name) => value.clone(),
                _ => css::value(value)?.to_owned(),
            };
            if value.is_empty() && matches!(name.as_str(), "class" | "style") {
                continue;
            }
            let name = if name == "xlink:href" { "href" } else { name };
            let value = partial_escape(value.as_str()).replace('"', "&quot;");
            self.put(&[" ", name, "=\"", &value, "\""]);
        }
        Ok(())
    }

    /// The rules that apply to anything that is left.
    fn sheet(&mut self) {
        let show = self.show;
        let mut sheet = String::new();
        let rules: BTreeSet<usize> = self.named.rules.iter().map(|(rule, _)| *rule).collect();
        for at in rules {
            let rule = &show.tree.sheets.rules[at];
            let text = css::written(&rule.declarations);
            if text.is_empty() {
                continue;
            }
            let kept = self.named.rules.range((at, 0)..(at + 1, 0));
            let selectors: Vec<&str> = kept
                .map(|(_, which)| rule.selectors[*which].text.as_str())
                .collect();
            for condition in &rule.conditions {
                sheet.extend([condition, "{"]);
            }
            sheet.extend([&selectors.join(","), "{", &text, "}"]);
            sheet.push_str(&"}".repeat(rule.conditions.len()));
        }
        if !sheet.is_empty() {
            self.put(&["<style>", &partial_escape(sheet.as_str()), "</style>"]);
        }
    }

    fn put(&mut self, parts: &[&str]) {
        self.made.extend(parts.iter().copied());
    }
}
