//! What templates would put in the place of a link, and what else they say: shortcodes of Hugo, tags and
//! values of Liquid.

use std::ops::Range;

use super::links::Rewriter;
use super::names::Target;

/// How long what stands in the place of a template may be, in bytes.
const MOST_OF_TEMPLATE: usize = 1000;

/// What starts a template, and what ends it.
const ENDS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];

impl<'r> Rewriter<'r> {
    /// Rewrites templates that stand for a link, and tells of the others; not in `code`.
    pub(super) fn templates(&mut self, code: &[Range<usize>]) {
        let mut at = 0;
        let mut code = code.iter().peekable();
        let mut closes = Closes([Some(0); ENDS.len()]);
        // Where the address of the site was put before what comes next.
        let mut base: Option<Range<usize>> = None;
        while let Some(found) = self.body[at..].find('{') {
            let start = at + found;
            at = start + 1;
            while code.next_if(|range| range.end <= start).is_some() {}
            if let Some(range) = code.peek().filter(|range| range.contains(&start)) {
                at = range.end;
                continue;
            }
            let Some((end, inner)) = closes.template(self.body, start) else {
                continue;
            };
            at = end;
            let before = base.take().filter(|base| base.end == start);
            let whole = before.map_or(start, |base| base.start)..at;
            if matches!(inner, "site.baseurl" | "site.url") {
                if self.body[at..].starts_with('{') {
                    base = Some(whole);
                } else {
                    self.behind_base(whole);
                }
            } else {
                self.template(whole, inner);
            }
        }
    }

    /// The address behind that of the site, which stands at `range`.
    fn behind_base(&mut self, range: Range<usize>) {
        let behind = &self.body[range.end..];
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '<' | '>' | '{');
        let address = &behind[..behind.find(ends).unwrap_or(behind.len())];
        let (path, fragment) = halves(address);
        let target = Some(path).filter(|path| path.starts_with('/'));
        match target.and_then(|path| self.names.address(path, self.from)) {
            Some(target) => {
                let to = self.to(target, fragment);
                self.edit(range.start..range.end + address.len(), to);
            }
            None => self.remark(
                range.start,
                &self.body[range],
                "means nothing here, and stays as text",
            ),
        }
    }

    /// Tells of the first comment of Obsidian that is not in `code`: here it is text, which a route would
    /// publish.
    pub(super) fn comments(&mut self, code: &[Range<usize>]) {
        let mut marks = self.body.match_indices("%%").filter(|(at, _)| {
            let behind = code.partition_point(|range| range.end <= *at);
            !code.get(behind).is_some_and(|range| range.contains(at))
        });
        if let (Some((at, mark)), Some(_)) = (marks.next(), marks.next()) {
            self.remark(
                at,
                mark,
                "hides nothing here: what stands between two of them is text",
            );
        }
    }

    fn template(&mut self, range: Range<usize>, inner: &str) {
        let raw = &self.body[range.clone()];
        let mut words = inner.splitn(2, char::is_whitespace);
        let name = words.next().unwrap_or_default();
        let of_site = filtered(inner);
        let is_of_site = of_site.is_some();
        let first = || argument(words.next().unwrap_or_default());
        let (address, fragment) = halves(of_site.unwrap_or_else(first));
        let target = match name {
            "ref" | "relref" => self.referred(address),
            "link" => self.names.address(&format!("/{address}"), self.from),
            "post_url" => self.names.post(address),
            _ if is_of_site => self.names.address(address, self.from),
            _ => return self.remark(range.start, raw, "means nothing here, and stays as text"),
        };
        match target {
            Some(target) => {
                let to = self.to(target, fragment);
                self.edit(range, to);
            }
            None => self.remark(range.start, raw, "names nothing here, and stays as text"),
        }
    }

    /// What `ref` means: a page by its address or by its name, or the one where it stands.
    fn referred(&self, address: &str) -> Option<Target<'r>> {
        if address.is_empty() {
            return self.names.wiki(self.from, self.from).ok();
        }
        let found = self.names.address(address, self.from);
        found.or_else(|| self.names.post(address))
    }
}

/// Where the next of each of [`ENDS`] stands, as far as that was looked for; none where there is no more.
/// Each text is looked through once, however many templates start in it and never end.
struct Closes([Option<usize>; ENDS.len()]);

impl Closes {
    /// Where the template ends that starts at `start`, and what stands in it.
    fn template<'t>(&mut self, body: &'t str, start: usize) -> Option<(usize, &'t str)> {
        let rest = &body[start..];
        let kind = ENDS.iter().position(|(open, _)| rest.starts_with(open))?;
        let (open, close) = ENDS[kind];
        let inside = start + open.len();
        let known = self.0[kind]?;
        if known < inside {
            self.0[kind] = body[inside..].find(close).map(|found| inside + found);
        }
        // They stand in one line, and are not long.
        let end = self.0[kind].filter(|end| end - inside <= MOST_OF_TEMPLATE)?;
        let inner = &body[inside..end];
        (!inner.contains('\n')).then(|| (end + close.len(), inner.trim_matches(['-', ' '])))
    }
}

/// The first argument, which may have a name: `"one.md"`, `path="one.md" lang="de"`, `one.md`.
fn argument(rest: &str) -> &str {
    let rest = rest.trim();
    let rest = rest.strip_prefix("path=").unwrap_or(rest).trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'));
    let Some(quote) = quote else {
        return rest.split_whitespace().next().unwrap_or_default();
    };
    let inner = &rest[1..];
    &inner[..inner.find(quote).unwrap_or(inner.len())]
}

/// The address in `"/about" | relative_url`.
fn filtered(inner: &str) -> Option<&str> {
    let (address, filter) = inner.split_once('|')?;
    let is_of_site = matches!(filter.trim(), "relative_url" | "absolute_url");
    is_of_site.then(|| argument(address))
}

/// An address, and what stands behind `#`.
fn halves(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (address, None),
    }
}
