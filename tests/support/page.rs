//! What a page may consist of, whatever stands in the notes that it was made from. This shares no
//! code with what it judges: it reads the finished HTML, tag by tag.

use std::fmt::Write as _;

/// The elements of the templates and of what notes may hold.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "circle",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "line",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "output",
    "p",
    "path",
    "polyline",
    "pre",
    "rect",
    "script",
    "search",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// What marks a script as data about a page.
const DATA: (&str, &str) = ("type", "application/ld+json");

/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

/// Attributes that run or load what their value says.
const ACTIVE: &[&str] = &[
    "action",
    "background",
    "data",
    "formaction",
    "http-equiv",
    "manifest",
    "ping",
    "poster",
    "srcdoc",
    "srcset",
    "style",
    "target",
    "xlink:href",
];

/// The one policy that every page has.
const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ";

/// What of `html`, a whole page, a browser could run, load from elsewhere or take for another
/// page's part; and whatever is not well-formed, since browsers differ in how they mend it.
pub(crate) fn faults(html: &str) -> Vec<String> {
    let mut reader = Reader {
        html,
        at: 0,
        open: Vec::new(),
        faults: Vec::new(),
    };
    reader.run();
    let mut faults = reader.faults;
    let policies = html.matches("http-equiv").count();
    let policy = html.find(POLICY).map_or("", |at| &html[at..]);
    let policy = policy.split('>').next().unwrap_or("");
    if policies != 1 || policy.is_empty() || policy.contains("unsafe") || policy.contains('*') {
        faults.push(format!("{policies} policies, {policy:?}"));
    }
    faults
}

struct Reader<'h> {
    html: &'h str,
    at: usize,
    open: Vec<&'h str>,
    faults: Vec<String>,
}

impl<'h> Reader<'h> {
    fn rest(&self) -> &'h str {
        &self.html[self.at..]
    }

    fn fault(&mut self, what: &str) {
        let near: String = self.rest().chars().take(80).collect();
        self.faults.push(format!("{what} at `{near}`"));
    }

    fn run(&mut self) {
        let doctype = "<!doctype html>";
        if !self.html.starts_with(doctype) {
            self.fault("no document type");
        }
        self.at = doctype.len().min(self.html.len());
        while let Some(next) = self.rest().find('<') {
            self.at += next;
            let before = self.at;
            self.tag();
            if self.at == before {
                self.fault("a bracket that opens no tag");
                self.at += 1;
            }
        }
        if !self.open.is_empty() {
            let left = self.open.join(" ");
            self.fault(&format!("`{left}` left open"));
        }
    }

    fn tag(&mut self) {
        let tag = self.rest();
        let closes = tag.starts_with("</");
        let from = if closes { 2 } else { 1 };
        let is_name = |c: char| c.is_ascii_alphanumeric();
        let length = tag[from..].find(|c| !is_name(c)).unwrap_or(0);
        let name = &tag[from..from + length];
        if name.is_empty() {
            return;
        }
        if !ELEMENTS.contains(&name) {
            self.fault("an element that no page has");
        }
        let Some((attributes, length)) =
            attributes(&tag[from + length..]).map(|(found, end)| (found, from + length + end))
        else {
            self.fault("a tag that does not end, or with an attribute in no quotes");
            return;
        };
        let tag = &tag[..length];
        if closes {
            if self.open.pop() != Some(name) {
                self.fault("an end that matches no start");
            }
        } else {
            self.attributes(name, &attributes);
            if !VOID.contains(&name) && !tag.ends_with("/>") {
                self.open.push(name);
            }
        }
        self.at += length;
        if name == "script" && !closes {
            self.script(attributes.contains(&DATA));
        }
    }

    /// What stands in a script: nothing, or data that no browser runs and that cannot end it.
    fn script(&mut self, is_data: bool) {
        let content = self.rest().split("</script>").next().unwrap_or_default();
        let length = content.len();
        if is_data && serde_json::from_str::<serde_json::Value>(content).is_ok() {
            self.at += length;
        } else if length > 0 {
            self.fault("a script in the page");
        }
    }

    fn attributes(&mut self, element: &str, attributes: &[(&str, &str)]) {
        let mut names: Vec<&str> = attributes.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) {
            self.fault("an attribute that stands twice");
        }
        // Says what the page is called, and loads nothing.
        let is_name = element == "link" && attributes.contains(&("rel", "canonical"));
        for (name, value) in attributes {
            let value = decoded(value);
            let policy = element == "meta" && *name == "http-equiv";
            let lower = name.to_ascii_lowercase();
            if lower != *name && element != "svg" && *name != "pathLength" {
                self.fault("an attribute in capitals");
            }
            if (ACTIVE.contains(&&*lower) && !policy) || lower.starts_with("on") {
                self.fault("an attribute that acts");
            }
            let loads = *name == "src" || (*name == "href" && element != "a" && !is_name);
            if (loads || *name == "href") && !leads_somewhere_harmless(&value, loads) {
                self.fault("an address that is not allowed");
            }
        }
        let is_data = element == "script" && attributes.contains(&DATA);
        if element == "script" && !names.contains(&"src") && !is_data {
            self.fault("a script without a file");
        }
    }
}

/// The attributes behind a tag's name, and how far its `>` lies.
fn attributes(text: &str) -> Option<(Vec<(&str, &str)>, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches([' ', '\n']);
        let spaces = rest.len() - trimmed.len();
        if trimmed.starts_with('>') {
            return Some((found, at + spaces + 1));
        }
        if trimmed.starts_with("/>") {
            return Some((found, at + spaces + 2));
        }
        if spaces == 0 {
            return None;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
        let length = trimmed.find(|c| !is_name(c)).filter(|end| *end > 0)?;
        let (name, behind) = trimmed.split_at(length);
        let value = behind.strip_prefix("=\"");
        let (value, length) = match value {
            Some(value) => {
                let end = value.find('"')?;
                (&value[..end], length + end + 3)
            }
            None if behind.starts_with([' ', '>', '/']) => ("", length),
            None => return None,
        };
        found.push((name, value));
        at += spaces + length;
    }
}

/// Whether a browser that follows `address` stays on the site or goes where notes may lead;
/// what the page loads by itself comes from the site, or stands in the page.
fn leads_somewhere_harmless(address: &str, loads: bool) -> bool {
    // Browsers pass over these before they look for a scheme.
    let ignored = |c: char| c.is_ascii_control() || c == ' ';
    let address: String = address.chars().filter(|c| !ignored(*c)).collect();
    let address = address.to_ascii_lowercase();
    if address.starts_with("//") || address.starts_with(['/', '\\']) {
        return false;
    }
    let scheme = address.find([':', '/', '?', '#']);
    let scheme = scheme.filter(|at| address[*at..].starts_with(':'));
    let picture = |kind: &str| address.starts_with(&format!("data:image/{kind}"));
    let pictures = ["png", "jpeg", "gif", "webp"].into_iter().any(picture);
    match scheme.map(|end| &address[..end]) {
        None => true,
        Some("data") => pictures,
        Some("http" | "https" | "mailto" | "tel") => !loads,
        Some(_) => false,
    }
}

/// The value of an attribute as a browser reads it.
fn decoded(value: &str) -> String {
    let mut plain = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').map_or(rest.len(), |end| end + 1);
        let entity = rest[1..end].trim_end_matches(';');
        let number = entity
            .strip_prefix('#')
            .map(|code| match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => code.parse().ok(),
            });
        match (number.flatten().and_then(char::from_u32), entity) {
            (Some(c), _) => plain.push(c),
            (None, "amp") => plain.push('&'),
            (None, "quot") => plain.push('"'),
            (None, "lt") => plain.push('<'),
            (None, "gt") => plain.push('>'),
            (None, "colon") => plain.push(':'),
            (None, "Tab" | "NewLine") => {}
            (None, other) => {
                let _ = write!(plain, "&{other};");
            }
        }
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}
