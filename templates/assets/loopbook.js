// What a page can do besides being read: the reader's choice of light or dark, and how long ago a date
// is. Pages work without it.
"use strict";
(() => {
  const root = document.documentElement;
  const KEY = "loopbook-theme";

  // Where nothing can be kept, as in some private windows, the choice holds for the page.
  function recall() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function keep(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It holds for the page.
    }
  }

  const chosen = recall();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  function isDark() {
    const theme = root.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function offerTheme() {
    const button = document.getElementById("_theme");
    if (!button) return;
    const say = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
    };
    say();
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep(root.dataset.theme);
      say();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
  }

  // A page must not say on which day it was built, so the age of a standard is worked out here.
  function age(days) {
    if (days < 0) return "";
    if (days === 0) return "today";
    if (days === 1) return "yesterday";
    if (days < 60) return `${days} days ago`;
    if (days < 730) return `${Math.round(days / 30.44)} months ago`;
    return `${Math.floor(days / 365.25)} years ago`;
  }

  function sayAges() {
    const now = new Date();
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    for (const time of document.querySelectorAll("time[data-age]")) {
      const words = age(Math.round((today - Date.parse(time.dateTime)) / 86_400_000));
      if (!words) continue;
      const said = document.createElement("span");
      said.className = "age";
      said.textContent = ` ${words}`;
      time.after(said);
    }
  }

  function start() {
    offerTheme();
    sayAges();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
