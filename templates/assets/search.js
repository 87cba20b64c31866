// The search of a side. The index is loaded when somebody begins to search, and only the parts of it that
// the words need. Pages work without it; where pages are opened from a disk, browsers do not let it run.
"use strict";
(() => {
  const box = document.getElementById("_search");
  if (!box || !location.protocol.startsWith("http")) return;
  const root = new URL(box.dataset.root || "./", location.href);
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[role=status]");
  const MOST = 8;
  let engine;
  let asked = 0;
  let chosen = -1;

  function load() {
    engine ??= import(new URL("search/pagefind.js", root)).then(async (pagefind) => {
      await pagefind.options({ excerptLength: 16 });
      await pagefind.init();
      return pagefind;
    });
    return engine;
  }

  // What the library marks in an excerpt, as elements; all else in it is text.
  function marked(excerpt) {
    const said = document.createElement("span");
    said.className = "excerpt";
    // Its content is text: nothing in it is loaded or run.
    const reader = document.createElement("textarea");
    for (const part of excerpt.split(/(<mark>.*?<\/mark>)/)) {
      const isMarked = part.startsWith("<mark>");
      reader.innerHTML = isMarked ? part.slice("<mark>".length, -"</mark>".length) : part;
      if (!isMarked) {
        said.append(reader.value);
        continue;
      }
      const mark = document.createElement("mark");
      mark.textContent = reader.value;
      said.append(mark);
    }
    return said;
  }

  function option(found, position) {
    const link = document.createElement("a");
    link.href = new URL(found.raw_url ?? found.url, root);
    link.id = `_result-${position}`;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const title = document.createElement("span");
    title.className = "title";
    title.dir = "auto";
    title.textContent = found.meta.title;
    const kind = document.createElement("span");
    kind.className = "label";
    kind.textContent = found.meta.kind;
    link.append(title, " ", kind, " ", marked(found.excerpt));
    return link;
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(position) {
    const options = [...list.children];
    if (!options.length) return;
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = (position + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  async function search() {
    const words = input.value.trim();
    const question = ++asked;
    if (!words) {
      close();
      status.textContent = "";
      return;
    }
    let found;
    let shown;
    try {
      const pagefind = await load();
      found = await pagefind.search(words);
      shown = await Promise.all(found.results.slice(0, MOST).map((result) => result.data()));
    } catch {
      engine = undefined;
      status.textContent = "The search is not available.";
      return;
    }
    // Somebody typed on in the meantime.
    if (question !== asked) return;
    list.replaceChildren(...shown.map(option));
    list.hidden = shown.length === 0;
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(shown.length > 0));
    const count = found.results.length;
    status.textContent = count === 0 ? "Nothing found." : count === 1 ? "1 page found." : `${count} pages found.`;
    status.classList.toggle("visually-hidden", count > 0);
  }

  let pause;
  input.addEventListener("focus", () => load().catch(() => {}), { once: true });
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen === -1 ? -1 : chosen - 1);
    } else if (event.key === "Enter") {
      const link = list.children[Math.max(chosen, 0)];
      if (link) location.assign(link.href);
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const elsewhere = !event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && elsewhere && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) close();
  });
  box.hidden = false;
})();
