// Entry of pages with charts: draws what is seen, and follows the range buttons.
import { load, rangeOf, setRange } from "./chart_data.js";
import { Drawing } from "./chart_draw.js";
import { fill } from "./chart_numbers.js";
import { drawBand } from "./chart_states.js";
import { serverNow } from "./words.js";

const EVERY_MS = 60_000;
const section = document.getElementById("charts");
const buttons = [...section.querySelectorAll("[data-hours]")];
const figures = [...section.querySelectorAll(".chart")];
const drawings = new Map();
const seen = new Set();
let hours = Number(buttons.find((each) => each.ariaPressed === "true").dataset.hours);
let library = null;

section.classList.add("is-live");
for (const button of buttons) {
  button.addEventListener("click", () => choose(Number(button.dataset.hours)));
}
const watcher = new IntersectionObserver(notice, { rootMargin: "200px" });
for (const figure of figures) watcher.observe(figure);
setInterval(() => document.hidden || seen.forEach(show), EVERY_MS);
matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => {
  for (const drawing of drawings.values()) drawing.repaint();
});
nameTables();

function choose(wanted) {
  hours = wanted;
  for (const each of buttons) each.ariaPressed = String(Number(each.dataset.hours) === hours);
  nameTables();
  seen.forEach(show);
}

// The links give what is drawn.
function nameTables() {
  const range = rangeOf(hours, serverNow());
  for (const link of section.querySelectorAll(".chart-csv")) {
    const url = new URL(link.href);
    setRange(url, range);
    link.href = url.href;
  }
}

function notice(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) {
      seen.add(target);
      show(target);
    } else {
      seen.delete(target);
    }
  }
}

async function show(figure) {
  const range = rangeOf(hours, serverNow());
  figure.dataset.wanted = range.from;
  const isStill = () => figure.dataset.wanted === range.from;
  try {
    await (figure.dataset.service ? showBand(figure, range, isStill) : showChart(figure, range, isStill));
    if (isStill()) figure.dataset.shown = String(hours);
  } catch {
    if (isStill()) say(figure, section.dataset.failed);
  }
}

async function showBand(figure, range, isStill) {
  const states = await loadStates(range);
  if (isStill()) drawBand(figure, section, states, range);
}

async function showChart(figure, range, isStill) {
  library ??= loadLibrary();
  const [uPlot, series, states] = await Promise.all([
    library, load(figure.dataset.source, range), loadStates(range),
  ]);
  if (!isStill()) return;
  if (!drawings.has(figure)) drawings.set(figure, new Drawing(uPlot, figure));
  const isEmpty = fill(figure, series);
  drawings.get(figure).draw(series, states, range);
  say(figure, isEmpty ? section.dataset.nothing : "");
  document.getElementById("chart-step").textContent = sayStep(series.step_s);
}

function sayStep(step) {
  const { pointHours, pointMinutes } = section.dataset;
  const [words, unit] = step < 3600 ? [pointMinutes, 60] : [pointHours, 3600];
  return words.replace("{count}", step / unit);
}

function say(figure, words) {
  const note = figure.querySelector(".chart-note, .chart-ratio");
  if (note) note.textContent = words;
}

function loadStates(range) {
  return section.dataset.states ? load(section.dataset.states, { ...range, to: null }) : null;
}

// Made for classic pages: it leaves a global behind.
function loadLibrary() {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = section.dataset.library;
    script.addEventListener("load", () => done(window.uPlot));
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}
