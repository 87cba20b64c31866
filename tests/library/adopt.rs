//! `adopt`: notes of Obsidian, Hugo, Zola and Jekyll become private documents, with their links; what
//! cannot be translated is told, and what was there is left as it was.

use std::collections::BTreeMap;
use std::fs;

use crate::repository::{DAY, Place, Told};
use loopbook::adopt::{Become, Note, Vault, adopt};
use loopbook::diagnostic::Sink;
use loopbook::source::Memory;
use loopbook::workbook::{Kind, Workbook};
use proptest::prelude::*;
use serde_json::Value;

/// A new workbook at `work`, and notes beside it at `notes`.
fn with_notes(notes: &[(&str, &str)]) -> Place {
    let place = Place::new(&BTreeMap::new());
    fs::create_dir_all(&place.root).expect("made");
    assert_eq!(place.loopbook(&["init"]).code, 0);
    for (path, text) in notes {
        place.write(&format!("../notes/{path}"), text);
    }
    place.init()
}

fn adopted(notes: &[(&str, &str)], more: &[&str]) -> (Place, Value) {
    let place = with_notes(notes);
    let before = crate::support::files_below(&place.top().join("notes"));
    let told = place.loopbook(&[&["adopt", "../notes", "--format", "json"][..], more].concat());
    let report = serde_json::from_str(&told.out);
    let report = report.unwrap_or_else(|_| panic!("{}{}", told.out, told.err));
    assert_eq!(
        before,
        crate::support::files_below(&place.top().join("notes")),
        "the notes are as they were"
    );
    (place, report)
}

fn clean(place: &Place) {
    let told = place.loopbook(&["check", "--format", "concise"]);
    assert_eq!((told.code, &*told.out), (0, ""), "{}", told.err);
}

fn remarks(report: &Value) -> Vec<String> {
    let remarks = report["remarks"].as_array().expect("a list").iter();
    remarks
        .map(|remark| {
            let word = |key: &str| remark[key].as_str().unwrap_or_default().to_owned();
            format!("{}:{}: {}", word("path"), remark["line"], word("what"))
        })
        .collect()
}

#[test]
fn a_vault_of_obsidian() {
    let note = "\u{feff}---\ntags: [packing, \"#shop\"]\naliases: The box\ncreated: 2024-03-05T10:11:12\npublish: true\nowner: Anna\n---\n# How we pack\n\nSee [[First]], [[daily/2024-01-01|the first day]], [[The box]], [[missing]].\n\n## The big box\n\n![[box.png|200]] ![[First]] `[[code]]` [[#The big box]] [[First#nope]]\n\n```\n[[in code]]\n```\n\n| a | b |\n|---|---|\n| [[the box\\|pk]] | c |\n";
    let (place, report) = adopted(
        &[
            (".obsidian/app.json", "{}"),
            ("How we pack.md", note),
            (
                "daily/2024-01-01.md",
                "Rain. [[How we pack#the BIG box]]\r\n",
            ),
            (
                "daily/First.md",
                "---\ntitle: The first\nsource: a call\n---\nText.\n",
            ),
            ("img/box.png", "PNG"),
            ("img/unused.psd", "PSD"),
        ],
        &[],
    );
    assert_eq!(
        place.text("notes/How we pack.md"),
        "---\ntitle: How we pack\nkind: evidence\ntags: [\"packing\",\"shop\"]\nsource: \"Obsidian: How we pack.md\"\ndate: 2024-03-05\nx-aliases: The box\nx-owner: Anna\nx-publish: true\n---\n\nSee [First](daily/First.md), [the first day](daily/2024-01-01.md), [The box](How%20we%20pack.md), [[missing]].\n\n## The big box\n\n![box](img/box.png) [First](daily/First.md) `[[code]]` [The big box](How%20we%20pack.md#the-big-box) [First#nope](daily/First.md)\n\n```\n[[in code]]\n```\n\n| a | b |\n|---|---|\n| [pk](How%20we%20pack.md) | c |\n"
    );
    assert_eq!(
        place.text("notes/daily/2024-01-01.md"),
        "---\ntitle: \"2024-01-01\"\nkind: evidence\nsource: \"Obsidian: daily/2024-01-01.md\"\ndate: 2024-01-01\n---\nRain. [How we pack#the BIG box](../How%20we%20pack.md#the-big-box)\r\n"
    );
    assert!(
        place
            .text("notes/daily/First.md")
            .contains("title: The first\nkind: evidence\nsource: a call\n")
    );
    assert!(place.root.join("notes/img/box.png").exists());
    assert!(!place.root.join("notes/img/unused.psd").exists());
    assert_eq!(report["tool"], "Obsidian");
    assert_eq!(report["left"], serde_json::json!(["img/unused.psd"]));
    assert_eq!(
        remarks(&report),
        [
            "How we pack.md:10: `[[missing]]` names nothing here, and stays as text",
            "How we pack.md:14: `![[First]]` showed another file in its place; it is a link now",
            "How we pack.md:14: `[[First#nope]]` names no heading of that note; it leads to the note now",
        ]
    );
    clean(&place);
}

#[test]
fn a_site_of_hugo() {
    let (place, report) = adopted(
        &[
            ("hugo.toml", "baseURL = 'https://a.example/'\n"),
            (
                "content/posts/first.md",
                "+++\ntitle = 'First: post'\ndate = 2024-05-01T08:00:00Z\ndraft = true\ntags = ['a', 'b']\nweight = 3\ndescription = \"What it is\"\n[params]\n  k = 1.5\n+++\n\n[second]({{< ref \"second.md#a-part\" >}}) [same](/posts/second/) ![pic](/images/p.png)\n\n{{< youtube abc >}}\n",
            ),
            (
                "content/posts/second.md",
                "{\n  \"title\": \"Second\",\n  \"date\": \"2024-05-02\"\n}\n\n## A part\n\n[b]({{% relref \"/posts/bundle\" %}}) [r][ref]\n\n[ref]: /posts/first/\n",
            ),
            (
                "content/posts/bundle/index.md",
                "---\ntitle: Bundle\n---\n![](shot.jpg)\n",
            ),
            ("content/posts/bundle/shot.jpg", "JPG"),
            ("static/images/p.png", "PNG"),
            ("themes/x.html", "<p>"),
        ],
        &["--into", "old/site"],
    );
    assert_eq!(
        place.text("old/site/content/posts/first.md"),
        "---\ntitle: \"First: post\"\nkind: page\nsummary: What it is\ntags: [\"a\",\"b\"]\nx-date: \"2024-05-01T08:00:00Z\"\nx-draft: true\nx-params: {\"k\":1.5}\nx-weight: 3\n---\n\n[second](second.md#a-part) [same](second.md) ![pic](../../static/images/p.png)\n\n{{< youtube abc >}}\n"
    );
    assert_eq!(
        place.text("old/site/content/posts/second.md"),
        "---\ntitle: Second\nkind: page\nx-date: \"2024-05-02\"\n---\n\n## A part\n\n[b](bundle/index.md) [r][ref]\n\n[ref]: first.md\n"
    );
    assert!(
        place
            .root
            .join("old/site/content/posts/bundle/shot.jpg")
            .exists()
    );
    assert_eq!(report["tool"], "Hugo");
    assert_eq!(
        remarks(&report),
        ["content/posts/first.md:14: `{{< youtube abc >}}` means nothing here, and stays as text"]
    );
    clean(&place);
}

#[test]
fn a_site_of_zola() {
    let (place, report) = adopted(
        &[
            ("config.toml", "base_url = 'https://a.example'\n"),
            (
                "content/blog/_index.md",
                "+++\ntitle = \"Blog\"\nsort_by = \"date\"\n+++\n",
            ),
            (
                "content/blog/one.md",
                "+++\ntitle = \"One\"\n[taxonomies]\ntags = [\"x\"]\nplaces = [\"Łódź\"]\n+++\n[two](@/blog/two.md#end) [gone](@/blog/gone.md)\n",
            ),
            (
                "content/blog/two.md",
                "+++\ntitle = \"Two\"\n+++\n# Two\n## End\n[up](/blog/)\n",
            ),
        ],
        &["--as", "evidence"],
    );
    assert_eq!(
        place.text("notes/content/blog/one.md"),
        "---\ntitle: One\nkind: evidence\ntags: [\"x\"]\nsource: \"Zola: content/blog/one.md\"\nx-taxonomies: {\"places\":[\"Łódź\"]}\n---\n[two](two.md#end) [gone](@/blog/gone.md)\n"
    );
    assert_eq!(
        place.text("notes/content/blog/two.md"),
        "---\ntitle: Two\nkind: evidence\nsource: \"Zola: content/blog/two.md\"\n---\n## End\n[up](_index.md)\n"
    );
    assert_eq!(report["tool"], "Zola");
    assert_eq!(
        remarks(&report),
        ["content/blog/one.md:7: `@/blog/gone.md` leads to nothing here, and stays as it is"]
    );
}

#[test]
fn a_site_of_jekyll() {
    let (place, report) = adopted(
        &[
            ("_config.yml", "title: x\n"),
            (
                "_posts/2020-01-02-hello-world.md",
                "---\nlayout: post\ncategories: news shop\n---\n[about]({% link about.md %}) [next]({% post_url 2020-02-03-next %})\n\n{% highlight ruby %}\nx\n{% endhighlight %}\n",
            ),
            (
                "_posts/2020-02-03-next.markdown",
                "---\ntitle: Next\ndate: 2020-02-04 10:00:00 +0100\n---\nText.\n",
            ),
            (
                "about.md",
                "---\ntitle: About\npermalink: /about/\n---\nUs.\n",
            ),
        ],
        &[],
    );
    assert_eq!(
        place.text("notes/_posts/2020-01-02-hello-world.md"),
        "---\ntitle: hello world\nkind: page\ntags: [\"news\",\"shop\"]\nx-date: \"2020-01-02\"\nx-layout: post\n---\n[about](../about.md) [next](2020-02-03-next.md)\n\n{% highlight ruby %}\nx\n{% endhighlight %}\n"
    );
    assert!(
        place
            .text("notes/_posts/2020-02-03-next.md")
            .contains("x-date: \"2020-02-04 10:00:00 +0100\"")
    );
    assert_eq!(report["tool"], "Jekyll");
    assert_eq!(remarks(&report).len(), 2, "{:?}", remarks(&report));
    clean(&place);
}

/// Notes name each other in more ways than by their paths.
#[test]
fn names_that_are_no_paths_are_followed() {
    // How macOS stores the name of a file, and how people type it.
    let stored = "Gro\u{308}\u{df}e.md";
    let typed = "Gr\u{f6}\u{df}e";
    let (place, report) = adopted(
        &[
            (".obsidian/hidden.md", "No note.\n"),
            ("node_modules/a/README.md", "No note.\n"),
            (stored, &format!("# {typed}\n\n[up](#gr\u{f6}\u{df}e)\n")),
            (
                "deep/down/Far off.md",
                "## On [[a|the note]]\n## 2024-01 Sales\n## 2024-02 Sales\n",
            ),
            ("what?.md", "One.\n"),
            ("what.md", "Two.\n"),
            ("doc.pdf", "PDF"),
            (
                "a.md",
                &format!(
                    "[[{typed}]] [[{typed}#{typed}]] [far](Far%20off.md#On%20the%20note) [[Far off#On the note]] [[doc.pdf#page=3]] [[hidden.md]] %%[[what]]%% [[Far off#2024-02 Sales]]\n"
                ),
            ),
        ],
        &[],
    );
    let to = format!("({stored})");
    assert_eq!(
        place.text("notes/a.md").lines().last(),
        Some(&*format!(
            "[{typed}]{to} [{typed}#{typed}]{to} [far](deep/down/Far%20off.md#on-the-note) [Far off#On the note](deep/down/Far%20off.md#on-the-note) [doc.pdf#page=3](doc.pdf#page=3) [[hidden.md]] %%[what](what.md)%% [Far off#2024-02 Sales](deep/down/Far%20off.md#2024-02-sales)"
        ))
    );
    let stored = place.text(&format!("notes/{stored}"));
    assert!(stored.ends_with(&format!("---\n\n[up]{to}\n")), "{stored}");
    assert!(!place.root.join("notes/node_modules").exists());
    assert!(
        place.root.join("notes/what?-2.md").exists(),
        "one page each"
    );
    assert_eq!(
        remarks(&report),
        [
            "a.md:1: `%%` hides nothing here: what stands between two of them is text",
            "a.md:1: `[[hidden.md]]` names nothing here, and stays as text",
        ]
    );
    clean(&place);
}

#[test]
fn addresses_that_a_site_has_lead_to_its_notes() {
    let (place, _) = adopted(
        &[
            ("_config.yml", "title: x\n"),
            ("_site/made.md", "Made.\n"),
            ("_layouts/post.md", "{{ content }}\n"),
            ("_posts/2020-01-02-one.md", "---\nslug: uno\n---\nOne.\n"),
            (
                "about.md",
                "---\npermalink: /us/\naliases: [/old/us]\n---\nUs.\n",
            ),
            ("p.png", "PNG"),
            (
                "a.md",
                "[1]({{ site.baseurl }}{% post_url 2020-01-02-one %}) [2]({{site.url}}{{ site.baseurl }}{% link about.md %}) ![3]({{ site.baseurl }}/p.png) ![4]({{ \"/p.png\" | relative_url }}) [5](/us/) [6](/old/us) [7](/2020/01/02/one.html) [8](/uno) {{ site.baseurl }}/none {{< ref \"#x\" >}} {{< ref path=\"about.md\" lang=\"de\" >}}\n",
            ),
        ],
        &["--as", "pages"],
    );
    assert_eq!(
        place.text("notes/a.md").lines().last(),
        Some(
            "[1](_posts/2020-01-02-one.md) [2](about.md) ![3](p.png) ![4](p.png) [5](about.md) [6](about.md) [7](_posts/2020-01-02-one.md) [8](_posts/2020-01-02-one.md) {{ site.baseurl }}/none a.md#x about.md"
        )
    );
    assert!(place.root.join("notes/p.png").exists());
}

#[test]
fn what_a_site_is_made_of_is_no_note() {
    let (place, report) = adopted(
        &[
            ("hugo.toml", ""),
            ("archetypes/default.md", "---\ntitle: {{ .Name }}\n---\n"),
            ("themes/t/README.md", "# T\n"),
            ("themes/t/more.md", "# M\n"),
            ("content/themes/a.md", "A.\n"),
        ],
        &[],
    );
    let unread = report["unread"].as_array().expect("a list").iter();
    let unread: Vec<String> = unread
        .map(|unread| format!("{} {}", unread["path"], unread["what"]))
        .collect();
    assert_eq!(
        unread,
        [
            "\"archetypes/\" \"holds 1 file of Hugo itself, and no note\"",
            "\"themes/\" \"holds 2 files of Hugo itself, and no notes\"",
        ]
    );
    assert!(place.root.join("notes/content/themes/a.md").exists());
    assert!(!place.root.join("notes/themes").exists());
}

#[test]
fn in_place_only_what_the_workbook_reads_is_touched() {
    let place = with_notes(&[]);
    place.write("old/a.md", "[[mine#Part]] [[c]] [[Case]] [[case-2]]\n");
    place.write(
        "old/mine.md",
        "---\ntitle: M\nkind: evidence\n---\n## Part\n",
    );
    for path in [
        "old/c.markdown",
        "old/Case.md",
        "old/ignored/x.md",
        "README.md",
    ] {
        place.write(path, "Text.\n");
    }
    place.write(".gitignore", "ignored/\n");
    let told = place.loopbook(&["adopt", ".", "--in-place"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(
        place
            .text("old/a.md")
            .ends_with("---\n[mine#Part](mine.md#part) [[c]] [Case](Case.md) [[case-2]]\n")
    );
    for path in ["old/c.markdown", "old/ignored/x.md", "README.md"] {
        assert_eq!(place.text(path), "Text.\n", "{path}");
        assert!(told.out.contains(&format!("  {path}: ")), "{}", told.out);
    }
    clean(&place);
}

#[test]
fn what_comes_along_is_put_where_nothing_makes_it_public() {
    let notes = [
        ("a.md", "---\ntitle: A\n---\n![A plan](pictures/plan.txt)\n"),
        ("pictures/plan.txt", "Planned words."),
    ];
    let page = |link: &str, next: &str| {
        format!(
            "---\ntitle: A page\nkind: page\nroute: playbook\nowner: me\nsummary: What it says.\n{next}---\n{link}\n"
        )
    };
    let next = "next: { text: More, url: ../notes/pictures/plan.txt }\n";
    for (text, code) in [
        (page("[plan](../notes/pictures/plan.txt)", ""), 2),
        (page("![plan](../notes/pictures/plan.txt)", ""), 2),
        (page("Text.", next), 2),
        (
            page(
                "## Why {route=memory}\n\n[plan](../notes/pictures/plan.txt)",
                "",
            ),
            0,
        ),
    ] {
        let place = with_notes(&notes);
        place.write("playbook/page.md", &text);
        for rehearsal in [&["--dry-run"][..], &[]] {
            let told =
                place.loopbook(&[&["adopt", "../notes", "--as", "pages"], rehearsal].concat());
            assert_eq!(told.code, code, "{text}: {}{}", told.out, told.err);
            assert_eq!(
                told.err.contains("would be public"),
                code == 2,
                "{}",
                told.err
            );
        }
        let is_there = place.root.join("notes/pictures/plan.txt").exists();
        assert_eq!(is_there, code == 0, "{text}");
    }
    let place = with_notes(&notes);
    for into in ["templates", "templates/assets", "./templates/"] {
        let told = place.loopbook(&["adopt", "../notes", "--into", into]);
        assert_eq!(told.code, 2, "{into}: {}", told.err);
        assert!(
            told.err.contains("part of every public page"),
            "{}",
            told.err
        );
    }
}

#[test]
fn nothing_is_public_whatever_a_note_says() {
    let (place, _) = adopted(
        &[(
            "a.md",
            "---\nroute: playbook\nkind: page\npublish: true\nsafe_to_show: { by: me }\nx-route: playbook\ntitle: Plan\n---\nPlanned words.\n",
        )],
        &["--as", "pages"],
    );
    clean(&place);
    assert!(place.text("notes/a.md").contains("x-route: playbook\n"));
    assert_eq!(place.loopbook(&["build", "--out", "site"]).code, 0);
    for (path, bytes) in crate::support::files_below(&place.root.join("site/public")) {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("Planned words"),
            "{path}"
        );
        assert!(!path.contains("notes"), "{path}");
    }
}

#[test]
fn nothing_is_written_over_and_a_rehearsal_writes_nothing() {
    let place = with_notes(&[("a.md", "A.\n"), ("b.md", "B.\n")]);
    let before = crate::support::files_below(&place.root);
    let told = place.loopbook(&["adopt", "../notes", "--dry-run"]);
    assert_eq!(told.code, 0);
    assert!(
        told.out
            .starts_with("Would adopt 2 notes of Markdown as evidence, into `notes/`."),
        "{}",
        told.out
    );
    assert_eq!(before, crate::support::files_below(&place.root));
    place.write(
        "notes/b.md",
        "---\ntitle: Mine\nkind: evidence\n---\nMine.\n",
    );
    let told = place.loopbook(&["adopt", "../notes"]);
    assert_eq!(told.code, 2);
    assert!(
        told.err
            .contains("`notes/b.md` exists already; nothing was written"),
        "{}",
        told.err
    );
    assert!(!place.root.join("notes/a.md").exists());
    for into in ["../x", "a/../b", ".x", "", "/"] {
        let told = place.loopbook(&["adopt", "../notes", "--into", into]);
        assert_eq!(told.code, 2, "{into}: {}{}", told.out, told.err);
    }
    for notes in ["nowhere", "workbook.yaml", "playbook", "."] {
        assert_eq!(place.loopbook(&["adopt", notes]).code, 2, "{notes}");
    }
}

#[test]
fn in_place_notes_are_turned_where_they_are_and_documents_stay() {
    let place = with_notes(&[]);
    place.write(
        "old/a.md",
        "---\ntitle: A\ncustom: 1\n---\n[[b]] ![[p.png]]\n",
    );
    place.write("old/b.md", "B.\n");
    place.write("old/c.markdown", "C.\n");
    place.write("old/p.png", "PNG");
    let mine = "---\ntitle: Mine\nkind: evidence\n---\n[[a]]\n";
    place.write("old/mine.md", mine);
    let told = place.loopbook(&["adopt", "old", "--in-place"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert_eq!(
        place.text("old/a.md"),
        "---\ntitle: A\nkind: evidence\nsource: \"Obsidian: a.md\"\nx-custom: 1\n---\n[b](b.md) ![p](p.png)\n"
    );
    assert_eq!(place.text("old/mine.md"), mine);
    assert_eq!(place.text("old/c.markdown"), "C.\n");
    assert!(
        told.out.contains("c.markdown: does not end in `.md`"),
        "{}",
        told.out
    );
    clean(&place);
    let told: Told = place.loopbook(&["adopt", "old", "--in-place"]);
    assert_eq!(told.code, 2, "all of them are documents now: {}", told.out);
    assert_eq!(place.loopbook(&["adopt", "../notes", "--in-place"]).code, 2);
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_of_it_is_lost() {
    let place = with_notes(&[
        (
            "broken.md",
            "---\ntitle: [\nother: &a x\nlist: *a\n```: 1\n---\nText.\n",
        ),
        ("toml.md", "+++\ntitle = \n+++\nText.\n"),
        ("open.md", "---\ntitle: never closed\n\nText.\n"),
        ("Case.md", "Upper.\n"),
        ("case.md", "Lower.\n"),
    ]);
    let notes = place.top().join("notes");
    fs::write(notes.join("latin.md"), b"Gr\xfc\xdfe").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", notes.join("link.md")).expect("linked");
    let told = place.loopbook(&["adopt", "../notes"]);
    assert!(told.out.contains("latin.md: is not UTF-8"), "{}", told.out);
    assert!(
        !cfg!(unix) || told.out.contains("link.md: is a link or a special file"),
        "{}",
        told.out
    );
    assert!(
        told.out
            .contains("broken.md:1: the front matter cannot be read in full"),
        "{}",
        told.out
    );
    for (path, kept) in [
        ("broken.md", "list: *a\n```: 1\n"),
        ("toml.md", "title = \n"),
        ("open.md", "title: never closed\n"),
    ] {
        assert!(
            place.text(&format!("notes/{path}")).contains(kept),
            "{path}"
        );
    }
    let both = place.text("notes/Case.md") + &place.text("notes/case-2.md");
    assert!(both.contains("Upper.") && both.contains("Lower."), "{both}");
    clean(&place);
}

proptest! {
    #![proptest_config(crate::support::cases(96))]

    /// Whatever stands in a note, it becomes a document whose front matter is sound, private, and the same
    /// each time.
    #[test]
    fn any_note_becomes_a_sound_private_document(
        pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "---\n", "+++\n", ";;;\n", "{", "}", "title: ", "date: 2024-01-01\n", "tags: [a, ", "]", "x-a: 1\n",
                "[[", "]]", "|", "#", "![", "](", ")", "{{< ref \"", "\" >}}", "{% link ", " %}", "`", "```\n", "\n",
                "route: playbook\n", "kind: page\n", "\u{202e}", "\u{feff}", "\\", "é", "other", "\"", "'", ": ", "- ", "a = 1\n",
            ]).prop_map(str::to_owned),
            "\\PC{0,6}",
        ], 0..40),
        pages in any::<bool>(),
    ) {
        let text = pieces.concat();
        let note = |path: &str, text: &str| Note { path: path.to_owned(), text: text.to_owned() };
        let vault = Vault {
            notes: vec![note("any.md", &text), note("other.md", "# Other\n")],
            others: vec!["p.png".to_owned()],
            ..Vault::default()
        };
        let becomes = if pages { Become::Pages } else { Become::Evidence };
        let adoption = adopt(&vault, Some(becomes));
        let again = adopt(&vault, Some(becomes));
        let mut world = Memory::new(DAY.parse().expect("a day"));
        world.insert("workbook.yaml", "edition: 1\ntitle: Desk\n");
        for (document, same) in adoption.documents.iter().zip(&again.documents) {
            prop_assert_eq!(&document.text, &same.text);
            world.insert(&document.to, document.text.as_bytes());
        }
        let mut sink = Sink::new();
        let workbook = Workbook::read(&world, &mut sink).expect("it can be read");
        prop_assert_eq!(workbook.documents.len(), 2);
        let of_front = ["invalid-yaml", "unknown-key", "missing-key", "missing-front-matter", "unclosed-front-matter", "ambiguous-kind"];
        for found in sink.into_diagnostics() {
            prop_assert!(!of_front.contains(&found.rule), "{}\n{}", found.message, adoption.documents[0].text);
        }
        for document in &workbook.documents {
            prop_assert!(!document.route.is_public());
            prop_assert!(matches!((&document.kind, pages), (Kind::Page(_), true) | (Kind::Evidence(_), false)));
        }
    }
}
