// What pages do on top of plain HTML. Everything works without it, except for live updates.
(function () {
  "use strict";
  var root = document.documentElement;

  function nameSwitch(button) {
    var dark = root.getAttribute("data-bs-theme") === "dark";
    // The words come with the page, in the reader's language.
    button.textContent = dark ? button.dataset.light : button.dataset.dark;
    button.setAttribute("aria-label", dark ? button.dataset.toLight : button.dataset.toDark);
  }

  document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
    button.hidden = false;
    nameSwitch(button);
    button.addEventListener("click", function () {
      var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      try { localStorage.setItem("homeroom-theme", next); } catch (closed) { /* it holds for this page */ }
      nameSwitch(button);
    });
  });

  // On narrow screens the navigation begins folded.
  var menu = document.querySelector("[data-menu]");
  if (menu && window.matchMedia("(max-width: 61.99em)").matches) { menu.removeAttribute("open"); }

  // After a form was refused, the summary of what to change is read first.
  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }

  // An open drop-down closes with Escape, and when one goes elsewhere.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details.hr-drop[open]").forEach(function (drop) {
      drop.removeAttribute("open");
      drop.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.hr-drop[open]").forEach(function (drop) {
      if (!drop.contains(event.target)) { drop.removeAttribute("open"); }
    });
  });

  // A form that is on its way is not sent twice by an impatient second click.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if ((form.method || "").toLowerCase() === "post" && !form.hasAttribute("hx-post")) { form.dataset.sent = "1"; }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
