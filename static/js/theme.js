// Light or dark: what the person chose, applied before the first paint. A plain script in the head, because a module would come too late.
(() => {
  const root = document.documentElement;
  const KEY = "theme";

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is closed to us: the system's choice stands
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // shown all the same, forgotten with this page
    }
  }

  function isDark() {
    const chosen = root.dataset.bsTheme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function show() {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.setAttribute("aria-pressed", String(isDark()));
    }
  }

  root.dataset.script = ""; // what needs a script shows itself only now: see .needs-script
  const theme = remembered();
  if ((theme === "light" || theme === "dark") && !root.hasAttribute("data-fixed-theme")) root.dataset.bsTheme = theme;

  document.addEventListener("DOMContentLoaded", show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    root.dataset.bsTheme = isDark() ? "light" : "dark";
    remember(root.dataset.bsTheme);
    show();
  });
})();
