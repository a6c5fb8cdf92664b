// Asks for the moving part of a page again and again, while somebody looks at it.
(function () {
  "use strict";
  var part = document.querySelector("[data-live]");
  if (!part || !window.htmx) { return; }
  var asking = false;
  part.addEventListener("htmx:beforeRequest", function () { asking = true; });
  part.addEventListener("htmx:afterRequest", function () { asking = false; });
  function ask() {
    if (document.visibilityState === "visible" && !asking) { htmx.trigger(part, "live"); }
  }
  window.setInterval(ask, Number(part.dataset.live));
  document.addEventListener("visibilitychange", ask);
})();
