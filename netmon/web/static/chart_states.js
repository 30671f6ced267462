// The state of a service over time, as the journals tell it.
import { seconds } from "./chart_data.js";
import { sayMoment } from "./chart_numbers.js";
import { duration } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
// Height tells what colour alone would not.
const TOPS = { down: 0, degraded: 12, maintenance: 20, up: 26, not_observed: 34, unmonitored: 38 };
const TELLING_S = 3600; // below, a share alarms or calms without a reason
const LEAST = 1.5; // an outage of a minute must still be seen in a month

export function drawBand(figure, section, states, range) {
  const service = states.services.find((each) => each.service === figure.dataset.service);
  figure.hidden = !service;
  if (!service) return;
  const scale = 1000 / (range.end - range.start);
  const word = (state) => section.getAttribute(`data-state-${state.replace("_", "-")}`);
  const bars = service.stretches.map((each) => bar(each, range, scale, word(each.state)));
  const svg = figure.querySelector(".band");
  // What is good lies below what is not.
  svg.replaceChildren(...bars.filter((each) => each.isUp), ...bars.filter((each) => !each.isUp));
  const said = summarise(service.stretches, section.dataset);
  figure.querySelector(".chart-ratio").textContent = said;
  svg.ariaLabel = `${figure.querySelector("h3").textContent}: ${said}`;
  figure.querySelector(".band-start").textContent = sayMoment(range.start, true);
}

function bar({ start, end, state }, range, scale, word) {
  const x = (seconds(start) - range.start) * scale;
  const width = Math.max((seconds(end) - seconds(start)) * scale, state === "up" ? 0 : LEAST);
  const rect = document.createElementNS(SVG, "rect");
  const attributes = {
    class: `bar bar-${state}`, x: Math.min(x, 1000 - width), width, y: TOPS[state], height: 40 - TOPS[state],
  };
  for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, value);
  const title = document.createElementNS(SVG, "title");
  title.textContent = `${word}: ${sayMoment(seconds(start), true)} – ${sayMoment(seconds(end), true)}`;
  rect.append(title);
  rect.isUp = state === "up";
  return rect;
}

function summarise(stretches, words) {
  let [observed, down] = [0, 0];
  for (const { start, end, state } of stretches) {
    const lasted = seconds(end) - seconds(start);
    if (state !== "not_observed") observed += lasted;
    if (state === "down") down += lasted;
  }
  if (!observed) return words.noRatio;
  // Rounded down: what was down for a moment is not "100.00".
  const percent = (Math.floor((1 - down / observed) * 10_000) / 100).toFixed(2);
  const ratio = observed < TELLING_S
    ? words.seenFor.replace("{lasted}", duration(observed))
    : words.ratio.replace("{percent}", percent);
  return down ? `${ratio} · ${words.downFor.replace("{lasted}", duration(down))}` : ratio;
}

// Returns when nobody looked: by the journals, else where no number is.
export function unobserved(states, series) {
  if (states) {
    const link = states.services.find((each) => each.service === "link");
    return (link?.stretches ?? [])
      .filter((each) => each.state === "not_observed")
      .map((each) => [seconds(each.start), seconds(each.end)]);
  }
  const spans = [];
  series.at.forEach((moment, at) => {
    if (series.fields.some(({ values }) => values[at] !== null)) return;
    const start = seconds(moment);
    if (spans.length && spans.at(-1)[1] === start) spans.at(-1)[1] += series.step_s;
    else spans.push([start, start + series.step_s]);
  });
  return spans;
}
