// Light or dark: what was chosen here before, else what the machine prefers. Loaded in the head, so that
// no page flashes in the other one.
(function () {
  "use strict";
  var chosen = null;
  try { chosen = localStorage.getItem("homeroom-theme"); } catch (closed) { /* storage is shut: follow the machine */ }
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", chosen || (dark ? "dark" : "light"));
})();
