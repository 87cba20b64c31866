//! Style sheets: each rule is known for what it says, to what, and whether that is sure.

use super::css::{Declaration, OPEN, declarations, split, value, without_comments};
use super::selector::Selector;
use crate::audience::clean::Refusal;

/// The most rules that are looked at, with those within others.
const MOST_RULES: usize = 20_000;

/// The longest condition: it is kept with each rule that stands under it.
const LONGEST_CONDITION: usize = 500;

/// How deep rules may stand in each other.
const MAX_DEPTH: usize = 8;

/// A rule of a style sheet.
#[derive(Debug)]
pub(super) struct Rule {
    /// To what it applies.
    pub(super) selectors: Vec<Selector>,
    /// What it says.
    pub(super) declarations: Vec<Declaration>,
    /// The conditions around it, as they are written; where there is one, nobody knows whether the
    /// rule counts.
    pub(super) conditions: Vec<String>,
    /// Whether it is written in a way that is not kept.
    pub(super) is_lost: bool,
}

/// The style sheets of a drawing, as one.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    /// The rules, in their order.
    pub(super) rules: Vec<Rule>,
    /// What moving parts say of themselves while they move.
    pub(super) moves: Vec<Declaration>,
}

impl Sheets {
    /// Adds a sheet that counts for `media`.
    pub(super) fn add(&mut self, media: &str, text: &str) -> Result<(), Refusal> {
        let text = without_comments(text)?;
        // Some programs hide their sheets from browsers of the last century.
        let text = text.replace("<!--", " ").replace("-->", " ");
        let text = without_loading(&text)?;
        value(&text)?;
        if media.len() > LONGEST_CONDITION {
            return Err(Refusal::Drawing(
                "a condition in its styles that is too long",
            ));
        }
        match medium(media) {
            Some(true) => self.read(&text, &[], false, 0),
            Some(false) => Ok(()),
            None => self.read(&text, &[format!("@media {}", media.trim())], false, 0),
        }
    }

    fn read(
        &mut self,
        text: &str,
        conditions: &[String],
        is_lost: bool,
        depth: usize,
    ) -> Result<(), Refusal> {
        if depth > MAX_DEPTH {
            return Err(Refusal::Drawing("styles nested too deep"));
        }
        let mut rest = text;
        while let Some((head, block, behind)) = next_rule(rest)? {
            rest = behind;
            let Some(block) = block else { continue };
            if self.rules.len() >= MOST_RULES {
                return Err(Refusal::Drawing("more styles than can be followed"));
            }
            match head.strip_prefix('@') {
                Some(rule) => self.conditional(rule, block, conditions, is_lost, depth)?,
                None => self.plain(head, block, conditions, is_lost, depth)?,
            }
        }
        Ok(())
    }

    fn conditional(
        &mut self,
        rule: &str,
        block: &str,
        conditions: &[String],
        is_lost: bool,
        depth: usize,
    ) -> Result<(), Refusal> {
        let end = rule.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let (name, condition) = rule.split_at(end.unwrap_or(rule.len()));
        let name = name.to_ascii_lowercase();
        if rule.len() > LONGEST_CONDITION {
            return Err(Refusal::Drawing(
                "a condition in its styles that is too long",
            ));
        }
        let within = [conditions, &[format!("@{}", rule.trim())]].concat();
        match name.as_str() {
            "media" => match medium(condition) {
                Some(true) => self.read(block, conditions, is_lost, depth + 1),
                Some(false) => Ok(()),
                None => self.read(block, &within, is_lost, depth + 1),
            },
            "supports" | "layer" | "container" | "scope" | "starting-style" | "document" => {
                self.read(block, &within, is_lost, depth + 1)
            }
            name if name.ends_with("keyframes") => {
                let mut rest = block;
                while let Some((_, step, behind)) = next_rule(rest)? {
                    self.moves.extend(declarations(step.unwrap_or("")));
                    rest = behind;
                }
                Ok(())
            }
            // It says nothing of how anything is shown.
            _ => Ok(()),
        }
    }

    fn plain(
        &mut self,
        head: &str,
        block: &str,
        conditions: &[String],
        is_lost: bool,
        depth: usize,
    ) -> Result<(), Refusal> {
        let is_nested = block.contains('{');
        let (own, inner) = if is_nested { ("", block) } else { (block, "") };
        // Rules in rules apply to what the rules around them do: nobody knows here to what.
        let found = declarations(own);
        let selectors = if is_lost {
            vec![Selector::anything()]
        } else {
            let heads = split(head, ',').into_iter();
            heads.filter_map(Selector::read).collect()
        };
        if !is_nested {
            self.rules.push(Rule {
                selectors,
                declarations: found,
                conditions: conditions.to_vec(),
                is_lost,
            });
            return Ok(());
        }
        // What stands before and between the rules within this one is as doubtful as they are.
        let own = split(inner, ';').into_iter().map(|part| {
            let behind = part.rsplit_once('}').map_or(part, |(_, behind)| behind);
            if behind.contains('{') { "" } else { behind }
        });
        let own: String = own.flat_map(|part| [part, ";"]).collect();
        self.rules.push(Rule {
            selectors: vec![Selector::anything()],
            declarations: declarations(&own),
            conditions: conditions.to_vec(),
            is_lost: true,
        });
        self.read(inner, conditions, true, depth + 1)
    }
}

/// What a rule is for, what stands in its braces, and what follows it.
type Piece<'t> = (&'t str, Option<&'t str>, &'t str);

/// The rule at the start of `text`: what it is for, what stands in its braces, and what follows. A rule
/// that ends with `;` has no braces.
fn next_rule(text: &str) -> Result<Option<Piece<'_>>, Refusal> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '}'));
    if text.is_empty() {
        return Ok(None);
    }
    let mut quote = None;
    let (mut depth, mut start) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ';') if depth == 0 => return Ok(Some((&text[..at], None, &text[at + 1..]))),
            (None, '{') => {
                depth += 1;
                start = start.or(Some(at));
            }
            (None, '}') if depth > 0 => {
                depth -= 1;
                if let Some(start) = start.filter(|_| depth == 0) {
                    let head = text[..start].trim();
                    return Ok(Some((head, Some(&text[start + 1..at]), &text[at + 1..])));
                }
            }
            _ => {}
        }
    }
    match start {
        Some(_) => Err(OPEN),
        None => Ok(Some((text, None, ""))),
    }
}

/// Whether a sheet counts on a screen; none where that depends on the screen.
fn medium(condition: &str) -> Option<bool> {
    let mut depends = false;
    let condition = condition.trim().to_ascii_lowercase();
    for one in condition.split(',') {
        let words: Vec<&str> = one.split_whitespace().collect();
        match words.as_slice() {
            [] | ["all" | "screen"] | ["only", "all" | "screen"] | ["not", "print" | "speech"] => {
                return Some(true);
            }
            ["print" | "speech", ..]
            | ["only", "print" | "speech", ..]
            | ["not", "all" | "screen"] => {}
            _ => depends = true,
        }
    }
    (!depends).then_some(false)
}

/// A sheet without the rules that load fonts and other sheets: the text shows without them.
fn without_loading(text: &str) -> Result<String, Refusal> {
    const LEFT_OUT: [&str; 4] = ["@font-face", "@import", "@charset", "@namespace"];
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_left_out = |name: &&str| {
            let head = rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name))
        };
        if LEFT_OUT.iter().any(is_left_out) {
            let (_, _, behind) = next_rule(rest)?.ok_or(OPEN)?;
            rest = behind;
        } else {
            made.push('@');
            rest = &rest[1..];
        }
    }
    made.push_str(rest);
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::super::css::written;
    use super::*;

    /// The rules of a sheet, each with the conditions around it.
    fn rules(text: &str) -> Result<Vec<String>, Refusal> {
        let mut sheets = Sheets::default();
        sheets.add("", text)?;
        let shown = |rule: &Rule| {
            let text = written(&rule.declarations);
            format!("{}{{{text}}}", rule.conditions.concat())
        };
        Ok(sheets.rules.iter().map(shown).collect())
    }

    #[test]
    fn nothing_is_fetched() {
        let text = "/* secret */@font-face{src:url(https://x)}.a{fill:url( '#b')}";
        assert_eq!(rules(text), Ok(vec!["{fill:url( '#b')}".to_owned()]));
        assert_eq!(
            rules("@charset 'x';.a{fill:c}"),
            Ok(vec!["{fill:c}".to_owned()])
        );
        for text in [
            "a{b:url(x)}",
            "a{b:URL(//x)}",
            "a{b:image-set('x' 1x)}",
            "a{b:\\75rl(x)}",
            "/* open",
            "a{b:c",
        ] {
            assert!(rules(text).is_err(), "{text}");
        }
        for text in ["a{b:u/**/rl(x)}", "@im/**/port 'x';"] {
            assert!(
                rules(text).is_ok_and(|rules| !rules.concat().contains('x')),
                "{text}"
            );
        }
    }

    #[test]
    fn what_counts_on_a_screen_is_told_from_what_may() {
        let text = "@media print{a{fill:x}}@media screen{a{fill:y}}\
                    @media (min-width: 1px){@supports (x){a{fill:z !important; q:url(#a)}}}";
        let expected = [
            "{fill:y}",
            "@media (min-width: 1px)@supports (x){fill:z!important}",
        ];
        assert_eq!(rules(text), Ok(expected.map(str::to_owned).to_vec()));
    }
}
