// Draws the charts of a page: <canvas data-chart="id of a json_script">. A table beside each says the same.
// The script holds {type, unit, labels, series: [{label, values}], stacked}.
(function () {
  "use strict";
  if (!window.Chart) { return; }
  var patterns = ["#1d4f91", "#a61b1b", "#8a4b00", "#1a6b3c", "#3d4f66"];
  var bright = ["#8fbcf5", "#ff9a93", "#f0b35c", "#6fd39a", "#b4c2d6"];

  function draw(canvas) {
    var given = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    var dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    var ink = getComputedStyle(document.body).color;
    var colours = dark ? bright : patterns;
    if (canvas.held) { canvas.held.destroy(); }
    canvas.held = new Chart(canvas, {
      type: given.type || "bar",
      data: {
        labels: given.labels,
        datasets: given.series.map(function (one, place) {
          return { label: one.label, data: one.values, backgroundColor: colours[place % colours.length], borderColor: colours[place % colours.length] };
        })
      },
      options: {
        animation: false, maintainAspectRatio: false, color: ink,
        plugins: { legend: { display: given.series.length > 1, labels: { color: ink } } },
        scales: {
          x: { stacked: Boolean(given.stacked), ticks: { color: ink } },
          y: { stacked: Boolean(given.stacked), beginAtZero: true, ticks: { color: ink }, title: { display: Boolean(given.unit), text: given.unit, color: ink } }
        }
      }
    });
  }

  function drawAll() { document.querySelectorAll("canvas[data-chart]").forEach(draw); }
  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
