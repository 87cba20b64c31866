//! Markdown events back to text that reads like Markdown.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::Text;

impl Text<'_> {
    /// Its lines as they read in Markdown, with an empty one between blocks. None of them is broken.
    pub fn lines(&self) -> Vec<String> {
        lines(&self.events)
    }
}

fn lines(events: &[Event<'_>]) -> Vec<String> {
    let mut writer = Writer::default();
    for event in events {
        writer.event(event);
    }
    writer.end_line();
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The line that is being written, without what its containers put before it.
    line: String,
    /// What quotes and lists put before every line.
    containers: Vec<String>,
    /// What the first line of a list item or a note has in place of its last container.
    mark: Option<String>,
    /// The numbers of the lists that are open; none for those with points.
    lists: Vec<Option<u64>>,
    /// Where open links and images lead.
    targets: Vec<String>,
    /// The cells of the row that is being read.
    cells: Option<Vec<String>>,
}

impl Writer {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => self.push(&["`", code, "`"]),
            Event::InlineMath(math) | Event::DisplayMath(math) => self.line.push_str(math),
            Event::Html(html) | Event::InlineHtml(html) => self.text(html),
            Event::FootnoteReference(label) => self.push(&["[^", label, "]"]),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.end_line(),
            Event::Rule => {
                self.block();
                self.line.push_str("* * *");
                self.end_line();
            }
            Event::TaskListMarker(done) => self.line.push_str(if *done { "[x] " } else { "[ ] " }),
        }
    }

    fn push(&mut self, parts: &[&str]) {
        self.line.extend(parts.iter().copied());
    }

    /// Text; that of code and HTML spans lines.
    fn text(&mut self, text: &str) {
        let mut parts = text.split('\n');
        self.line.push_str(parts.next().unwrap_or(""));
        for part in parts {
            if self.line.is_empty() {
                self.lines.push(String::new());
            }
            self.end_line();
            self.line.push_str(part);
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::Table(_) => self.block(),
            Tag::Heading { level, .. } => {
                self.block();
                self.line.push_str(&"#".repeat(*level as usize));
                self.line.push(' ');
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.containers.push("> ".to_owned());
            }
            Tag::CodeBlock(kind) => {
                self.block();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language,
                    CodeBlockKind::Indented => "",
                };
                self.push(&["```", language]);
                self.end_line();
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                } else {
                    self.end_line();
                }
                self.lists.push(*first);
            }
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(label) => {
                self.block();
                self.mark = Some(format!("[^{label}]: "));
                self.containers.push("    ".to_owned());
            }
            Tag::TableHead | Tag::TableRow => self.cells = Some(Vec::new()),
            Tag::Emphasis => self.line.push('*'),
            Tag::Strong => self.line.push_str("**"),
            Tag::Strikethrough => self.line.push_str("~~"),
            Tag::Link {
                dest_url, title, ..
            } => self.link("[", dest_url, title),
            Tag::Image {
                dest_url, title, ..
            } => self.link("![", dest_url, title),
            Tag::TableCell
            | Tag::Superscript
            | Tag::Subscript
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::HtmlBlock => self.end_line(),
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::Item => {
                self.end_line();
                self.mark = None;
                self.containers.pop();
            }
            TagEnd::CodeBlock => {
                self.end_line();
                self.line.push_str("```");
                self.end_line();
            }
            TagEnd::List(_) => {
                self.end_line();
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(cells) = &mut self.cells {
                    cells.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = self.cells.take().unwrap_or_default();
                self.line = format!("| {} |", cells.join(" | "));
                self.end_line();
            }
            TagEnd::Emphasis => self.line.push('*'),
            TagEnd::Strong => self.line.push_str("**"),
            TagEnd::Strikethrough => self.line.push_str("~~"),
            TagEnd::Link | TagEnd::Image => {
                let target = self.targets.pop().unwrap_or_default();
                self.push(&["](", &target, ")"]);
            }
            TagEnd::Table
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn link(&mut self, open: &str, target: &str, title: &str) {
        self.line.push_str(open);
        self.targets.push(if title.is_empty() {
            target.to_owned()
        } else {
            format!("{target} \"{title}\"")
        });
    }

    fn item(&mut self) {
        self.end_line();
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.containers.push(" ".repeat(mark.len()));
        self.mark = Some(mark);
    }

    /// Starts a block: below an empty line, unless it starts a list item or a note.
    fn block(&mut self) {
        self.end_line();
        let is_first = self.lines.is_empty() || self.mark.is_some();
        if !is_first && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn end_line(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let mut line = String::new();
        let last = self.containers.len().saturating_sub(1);
        let mark = self.mark.take();
        for (at, container) in self.containers.iter().enumerate() {
            match &mark {
                Some(mark) if at == last => line.push_str(mark),
                _ => line.push_str(container),
            }
        }
        line.push_str(&std::mem::take(&mut self.line));
        self.lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Parser;

    use super::lines;
    use crate::syntax::extensions;

    #[test]
    fn nothing_that_is_shown_is_lost() {
        let text = "\
## A *heading*

One line
and another, with `code`, **strong** and a [link](https://a.example/ \"title\").

> Quoted
>
> - point
>   - below
> - next

3. three
4. four

   more of it

- [x] done
- [ ] open

| A | B |
|---|--:|
| 1 | ![alt](a.png) |

```text
code

  indented
```

---

Noted[^n]. Above\\
below.

[^n]: The note.
";
        let events: Vec<_> = Parser::new_ext(text, extensions()).collect();
        let expected = "\
## A *heading*

One line and another, with `code`, **strong** and a [link](https://a.example/ \"title\").

> Quoted

> - point
>   - below
> - next

3. three
4. four

   more of it

- [x] done
- [ ] open

| A | B |
| 1 | ![alt](a.png) |

```text
code

  indented
```

* * *

Noted[^n]. Above
below.

[^n]: The note.";
        assert_eq!(lines(&events).join("\n"), expected);
    }
}
