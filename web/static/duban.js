// Draws the trend, and shows errors that htmx meets. Everything works without it.
"use strict";

function trendOption(given) {
  return {
    animation: false,
    color: given.series.map((series) => series.colour),
    grid: { left: 8, right: 12, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, icon: "rect", itemWidth: 14, itemHeight: 10, textStyle: { fontSize: 12 } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: given.days, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e6e9ee" } } },
    series: given.series.map((series) => ({
      name: series.name,
      type: "line",
      step: "middle",
      stack: "items",
      symbol: "none",
      lineStyle: { width: 1 },
      areaStyle: { opacity: 0.75 },
      data: series.values,
    })),
  };
}

function drawCharts() {
  for (const place of document.querySelectorAll("[data-chart]")) {
    const given = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(trendOption(given));
    addEventListener("resize", () => chart.resize());
  }
}

addEventListener("load", async () => {
  await document.fonts.ready;
  if (document.querySelector("[data-chart]") && window.echarts) {
    drawCharts();
  }
  // A font that came late has moved the sentence the address points to.
  document.querySelector("#source:target")?.scrollIntoView({ block: "center" });
});

// What takes a while is sent once, and the page says that it is being done.
for (const form of document.querySelectorAll("form[data-once]")) {
  const told = form.querySelector("[data-doing]");
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    told.textContent = told.dataset.doing;
  });
  // Coming back by the browser's own button, the form may be sent again.
  addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    told.textContent = "";
  });
}

document.addEventListener("htmx:responseError", (event) => {
  // A wrong filter is told in place of the list; anything else on a page of its own.
  if (event.detail.xhr.status !== 400) {
    location.assign(event.detail.pathInfo.finalRequestPath);
  }
});
