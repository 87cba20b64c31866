//! Links to nothing.

use super::{Suggestions, hidden_id};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::rules::{Check, Context, rule};
use crate::source::{relative, resolve};
use crate::status::Capabilities;
use crate::syntax::has_hidden;
use crate::workbook::{Document, Paths, ReadByFile, TableTarget, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a relative link, an image, a `next` or an id in `proof`, `consent` or `show_metric`
    /// whose target does not exist or is a directory, a `show_metric` whose loop has no metric, a
    /// `runs` or `read_by` file that does not exist, and a name in `capabilities` that no table of an improve loop
    /// lists. `fix` writes an id in full that was written as seen from the document, and guesses no
    /// other.
    ///
    /// ## Why it matters
    ///
    /// A step that is closed by what it links is not closed by a link to nothing, and a reader who
    /// follows it loses the trail.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// See [the call with the bakery](evidence/bakry.md).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// See [the call with the bakery](evidence/bakery.md).
    /// ```
    ///
    /// Links are relative to the document they stand in and end in `.md`, as they do on the web
    /// view of a repository. Ids are paths from the workbook's root, without `.md`.
    RULE = "broken-link", Links, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let paths = &context.workbook.paths;
    let mut finder = Finder {
        paths,
        document,
        suggestions: Suggestions::default(),
    };
    for (link, target) in document.body.links.iter().zip(&document.targets) {
        let found = match target {
            _ if has_hidden(&link.target) => continue,
            _ if link.target.trim().is_empty() => no_target(link.target_span),
            Target::Missing(path) => finder.missing(path, link.target_span),
            _ => continue,
        };
        sink.report(found);
    }
    for named in &document.table_files {
        if let TableTarget::Missing(path) = &named.target {
            sink.report(finder.missing(path, named.path.span));
        }
    }
    for named in &document.read_by {
        if named.found == ReadByFile::Missing {
            let path = resolve("", &named.path.value);
            let path = path.as_deref().unwrap_or(&named.path.value);
            sink.report(finder.missing(path, named.path.span));
        }
    }
    let Some(page) = document.as_page() else {
        return;
    };
    if let Some(next) = &page.next
        && let Target::Missing(path) = &next.target
        && !has_hidden(path)
    {
        sink.report(finder.missing(path, next.url.span));
    }
    let capabilities = &context.status.capabilities;
    let metric = page.show_metric.as_ref().map(|shown| &shown.of_loop);
    let ids = page.proof.iter().chain(&page.consent).chain(metric);
    for id in ids {
        if paths.document(&id.value).is_some() {
            continue;
        }
        let hidden = hidden_id(id, context.workbook.text(document));
        let meant = capabilities.meant(&id.value, document, context.workbook);
        if hidden.is_none() && !meant.is_empty() {
            // A dream that is published is reported as that.
            if !document.route.is_public() || meant.iter().all(|found| !found.is_dream) {
                sink.report(is_capability(id));
            }
            continue;
        }
        sink.report(hidden.unwrap_or_else(|| finder.unknown_id(id)));
    }
    for name in &page.capabilities {
        if capabilities.is_complete() && capabilities.named(&name.value).is_empty() {
            let hidden = hidden_id(name, context.workbook.text(document));
            sink.report(hidden.unwrap_or_else(|| finder.unknown_capability(name, capabilities)));
        }
    }
    if let Some(id) = metric {
        look_for_metric(id, context, sink);
    }
}

/// Reports a document whose metric is to be shown and that has none.
fn look_for_metric(id: &Spanned<String>, context: &Context<'_>, sink: &mut Sink) {
    let message = match context.workbook.document(&id.value) {
        Some(named) if named.as_loop().is_none() => {
            format!("`{}` is no loop, so it has no metric to show", id.value)
        }
        Some(named) if named.keys.get("metric").is_none() => {
            format!("the loop `{}` has no metric to show", id.value)
        }
        _ => return,
    };
    let hint = "name an instrument loop whose front matter has `metric`";
    sink.report(Diagnostic::new(RULE.name, id.span, message).hint(hint));
}

fn is_capability(name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no document, but a capability", name.value);
    Diagnostic::new(RULE.name, name.span, message).hint("name it under `capabilities`")
}

fn no_target(place: Span) -> Diagnostic {
    Diagnostic::new(RULE.name, place, "this link leads nowhere")
        .hint("write the path of a file between the parentheses")
}

/// Makes the findings of one document, and looks for what was meant.
struct Finder<'a> {
    paths: &'a Paths,
    document: &'a Document,
    suggestions: Suggestions,
}

impl Finder<'_> {
    /// The finding for a link to `path`, at which no file stands.
    fn missing(&mut self, path: &str, place: Span) -> Diagnostic {
        if self.paths.is_directory(path) {
            let message = match path {
                "" => "this link leads to the workbook's own directory".to_owned(),
                path => format!("`{path}` is a directory"),
            };
            return Diagnostic::new(RULE.name, place, message).hint("link a file in it");
        }
        let found = Diagnostic::new(RULE.name, place, format!("there is no file `{path}`"));
        match self.near(path) {
            Some(near) => {
                let near = relative(self.document.directory(), &near);
                found.hint(format!("did you mean `{near}`?"))
            }
            None => found.hint("create the file, or mend the link"),
        }
    }

    /// The finding for an id that no document has.
    fn unknown_id(&mut self, id: &Spanned<String>) -> Diagnostic {
        let message = format!("there is no document `{}`", id.value);
        let found = Diagnostic::new(RULE.name, id.span, message);
        let written = id.value.trim_end_matches(".md");
        let from_here = resolve(self.document.directory(), written).ok();
        let named = [Some(written.to_owned()), from_here];
        let named = named.into_iter().flatten();
        let named = named
            .clone()
            .find(|path| self.paths.document(path).is_some());
        let near = named
            .clone()
            .or_else(|| self.near(&format!("{written}.md")));
        let Some(near) = near.as_deref().map(|near| near.trim_end_matches(".md")) else {
            return found.hint("write a document's path from the workbook's root, without `.md`");
        };
        let found = found.hint(format!("did you mean `{near}`?"));
        // The path of the file, from the root or from here, means this document and no other.
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
        let is_path = named
            .as_deref()
            .is_some_and(|path| path.trim_end_matches(".md") == near);
        if is_path && near.starts_with(char::is_alphanumeric) && near.chars().all(plain) {
            found.fix(format!("Change it to `{near}`"), id.span, near)
        } else {
            found
        }
    }

    /// The finding for a capability that no table lists.
    fn unknown_capability(
        &mut self,
        name: &Spanned<String>,
        capabilities: &Capabilities,
    ) -> Diagnostic {
        let message = format!("no improve loop lists the capability `{}`", name.value);
        let found = Diagnostic::new(RULE.name, name.span, message);
        let names = capabilities.iter().map(|found| found.name.as_str());
        match self.suggestions.nearest(&name.value, names) {
            Some(near) => found.hint(format!("did you mean `{near}`?")),
            None => found.hint("write the name of a row of its table `Capability, State`"),
        }
    }

    fn near(&mut self, path: &str) -> Option<String> {
        self.suggestions.search(|| self.paths.near(path))
    }
}
