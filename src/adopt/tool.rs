//! Which tool notes are from, by the files that it keeps beside them and by how the notes are written.

use super::{Become, Vault};

/// A tool that keeps notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Obsidian: a vault with wiki links.
    Obsidian,
    /// Hugo: a site.
    Hugo,
    /// Zola: a site.
    Zola,
    /// Jekyll: a site.
    Jekyll,
    /// None of these: Markdown.
    Markdown,
}

impl Tool {
    /// The tool whose traces are in the vault.
    pub(super) fn of(vault: &Vault) -> Self {
        let has = |name: &str| vault.others.iter().any(|path| path == name);
        let below = |directory: &str| {
            let others = vault.others.iter();
            let paths = others.chain(vault.notes.iter().map(|note| &note.path));
            let mut paths = paths.filter_map(|path| path.strip_prefix(directory));
            paths.any(|rest| rest.starts_with('/'))
        };
        let speaks = |words: &str| vault.notes.iter().any(|note| note.text.contains(words));
        let is_hugo = ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"]
            .iter()
            .any(|name| has(name))
            || below("archetypes");
        if below(".obsidian") {
            Self::Obsidian
        } else if is_hugo || speaks("{{< ") {
            Self::Hugo
        } else if has("_config.yml")
            || has("_config.yaml")
            || below("_posts")
            || speaks("{% post_url")
        {
            Self::Jekyll
        } else if speaks("](@/") || (has("config.toml") && below("content")) {
            Self::Zola
        } else if speaks("[[") {
            Self::Obsidian
        } else {
            Self::Markdown
        }
    }

    /// What its notes are unless somebody says otherwise: sites have pages.
    pub(super) const fn becomes(self) -> Become {
        match self {
            Self::Hugo | Self::Zola | Self::Jekyll => Become::Pages,
            Self::Obsidian | Self::Markdown => Become::Evidence,
        }
    }

    /// Directories at the top that hold no notes: what it is made of, and what it made.
    pub(super) const fn own_directories(self) -> &'static [&'static str] {
        match self {
            Self::Hugo => &["archetypes", "layouts", "public", "resources", "themes"],
            Self::Zola => &["public", "templates", "themes"],
            Self::Jekyll => &["_includes", "_layouts", "_site", "vendor"],
            Self::Obsidian | Self::Markdown => &[],
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Obsidian => "Obsidian",
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
            Self::Jekyll => "Jekyll",
            Self::Markdown => "Markdown",
        }
    }
}
