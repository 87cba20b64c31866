// Follows a page that `loopbook serve` shows: loads it again when it changed, takes over a new style
// sheet, and shows over it what is wrong with the workbook. Part of no built site.
"use strict";
(() => {
  const { page, style, path } = document.currentScript.dataset;
  const sheet = document.querySelector('link[rel="stylesheet"][href$="assets/loopbook.css"]');
  let worn = style;
  let shown = "";
  let dismissed = "";

  // The tag of what stands at an address now; none where the server does not answer.
  async function tagOf(address) {
    try {
      const answer = await fetch(address, { method: "HEAD", cache: "no-store" });
      return (answer.headers.get("etag") ?? "").replaceAll('"', "");
    } catch {
      return "";
    }
  }

  async function follow() {
    const tag = await tagOf(location.pathname);
    if (tag && tag !== page) {
      location.reload();
      return;
    }
    if (!sheet) return;
    const address = sheet.href.split("?")[0];
    const now = await tagOf(address);
    if (now && now !== worn) {
      worn = now;
      sheet.href = `${address}?${now}`;
    }
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function counted(number, word) {
    return `${number} ${word}${number === 1 ? "" : "s"}`;
  }

  function entry(found) {
    return element(
      "li",
      { className: `is-${found.severity}` },
      element(
        "p",
        { className: "_loopbook-place" },
        element("strong", {}, found.severity),
        ` ${found.path}:${found.line}:${found.column} `,
        element("code", {}, found.rule),
      ),
      element("p", { dir: "auto" }, found.message),
      found.hint ? element("p", { className: "_loopbook-hint", dir: "auto" }, found.hint) : null,
    );
  }

  function show(state) {
    document.getElementById("_loopbook")?.remove();
    const total = state.errors + state.warnings;
    if (!state.failure && total === 0 && state.findings.length === 0) return;
    const summary = state.failure
      ? "The site cannot be shown"
      : [
          state.errors ? counted(state.errors, "error") : "",
          state.warnings ? counted(state.warnings, "warning") : "",
          !total ? counted(state.findings.length, "note") : "",
        ].filter(Boolean).join(", ") + (state.here ? `, ${state.here} on this page` : "");
    const close = element("button", { type: "button", className: "_loopbook-close" }, "Dismiss");
    close.addEventListener("click", () => {
      dismissed = shown;
      document.getElementById("_loopbook")?.remove();
    });
    const list = element("ol", {}, ...state.findings.map(entry));
    const more = state.more
      ? element("p", {}, `${state.more} more: loopbook check lists them all.`)
      : null;
    const body = state.failure ? element("p", { dir: "auto" }, state.failure) : list;
    const panel = element(
      "details",
      { open: Boolean(state.failure) || state.findings.some((found) => found.here) },
      element("summary", {}, summary),
      body,
      more,
      close,
    );
    const around = element("aside", { id: "_loopbook", className: state.errors || state.failure ? "has-errors" : "" }, panel);
    around.setAttribute("aria-label", "What is wrong with the workbook");
    document.body.append(around);
  }

  // Screen readers hear the summary; the focus stays where it is.
  function announce(text) {
    let line = document.getElementById("_loopbook-said");
    if (!line) {
      line = element("p", { id: "_loopbook-said" });
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = text;
  }

  async function judge() {
    let text;
    try {
      const answer = await fetch(`/_loopbook/findings?page=${encodeURIComponent(path)}`, { cache: "no-store" });
      text = await answer.text();
    } catch {
      return;
    }
    const state = JSON.parse(text);
    if (!state.is_judged && !state.failure) return;
    if (text === shown) return;
    const first = shown === "";
    shown = text;
    if (text === dismissed) return;
    show(state);
    if (!first || state.errors) {
      announce(state.failure ?? `${counted(state.errors, "error")}, ${counted(state.warnings, "warning")}`);
    }
  }

  const events = new EventSource("/_loopbook/events");
  let round;
  events.addEventListener("news", async (event) => {
    const news = JSON.parse(event.data);
    if (news.round !== round) {
      round = news.round;
      await follow();
    }
    await judge();
  });
})();
