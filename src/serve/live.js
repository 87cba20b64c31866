// Follows a page that `loopbook serve` shows: loads it again when it changed, takes over a new style
// sheet, and shows over it what is wrong with the workbook. Part of no built site.
"use strict";
(() => {
  const { page, style, path } = document.currentScript.dataset;
  const sheet = document.querySelector('link[rel="stylesheet"][href$="assets/loopbook.css"]');
  let worn = style;
  let shown = "";
  let dismissed = "";
  // The tags of the page's pictures, by their addresses.
  const pictures = new Map();

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
    await Promise.all([followStyle(), ...Array.from(document.images, followPicture)]);
  }

  async function followStyle() {
    if (!sheet) return;
    const address = sheet.href.split("?")[0];
    const now = await tagOf(address);
    if (now && now !== worn) {
      worn = now;
      sheet.href = `${address}?${now}`;
    }
  }

  // A page does not change when a picture on it does.
  async function followPicture(picture) {
    const address = picture.src.split("?")[0];
    if (!address.startsWith(`${location.origin}/`)) return;
    const now = await tagOf(address);
    const before = pictures.get(address);
    if (now) pictures.set(address, now);
    if (now && before && now !== before) picture.src = `${address}?${now}`;
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
    const old = document.getElementById("_loopbook");
    const wasOpen = Boolean(old?.querySelector("details").open);
    const hadFocus = Boolean(old?.contains(document.activeElement));
    old?.remove();
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
      { open: wasOpen || Boolean(state.failure) || state.findings.some((found) => found.here) },
      element("summary", {}, summary),
      body,
      more,
      close,
    );
    const around = element("aside", { id: "_loopbook", className: state.errors || state.failure ? "has-errors" : "" }, panel);
    around.setAttribute("aria-label", "What is wrong with the workbook");
    document.body.append(around);
    if (hadFocus) panel.querySelector("summary").focus();
  }

  // Screen readers hear the summary; the focus stays where it is. They listen only to what was there
  // before it spoke.
  const line = element("p", { id: "_loopbook-said" });
  line.setAttribute("role", "status");
  document.body.append(line);

  function announce(text) {
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

  let events;
  let round;

  async function hear(event) {
    const news = JSON.parse(event.data);
    if (news.round !== round) {
      round = news.round;
      await follow();
    }
    await judge();
  }

  // A browser keeps only a few lines open to one server, for all of its tabs together: who is not
  // looked at does without, and asks how things stand once somebody looks again.
  function listen() {
    const isSeen = document.visibilityState === "visible";
    if (isSeen && !events) {
      events = new EventSource("/_loopbook/events");
      // A server that was started again counts from one.
      events.addEventListener("open", () => {
        round = undefined;
      });
      events.addEventListener("news", hear);
    } else if (!isSeen && events) {
      events.close();
      events = undefined;
    }
  }

  document.addEventListener("visibilitychange", listen);
  listen();
})();
