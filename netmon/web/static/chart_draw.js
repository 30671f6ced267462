// One chart, drawn by uPlot in the page's own colours.
import { seconds } from "./chart_data.js";
import { say, sayDay, sayMoment, valuesOf } from "./chart_numbers.js";
import { unobserved } from "./chart_states.js";

const HEIGHT = 170;
const GUTTER = 52;
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const HATCH = 7;
const HALF_DAY_S = 43_200;

export class Drawing {
  #uPlot;
  #figure;
  #plot = null;
  #dark = [];
  #range;

  constructor(uPlot, figure) {
    this.#uPlot = uPlot;
    this.#figure = figure;
    const place = figure.querySelector(".chart-plot");
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(place);
  }

  draw(series, states, range) {
    this.#range = range;
    this.#dark = unobserved(states, series);
    const ys = this.#names().map((name) => valuesOf(this.#figure, series, name));
    const data = [series.at.map(seconds), ...ys];
    this.#plot ??= new this.#uPlot(this.#options(), data, this.#place());
    this.#plot.setData(data);
  }

  repaint() {
    this.#plot?.redraw();
  }

  #place() {
    return this.#figure.querySelector(".chart-plot");
  }

  #size() {
    return { width: this.#place().clientWidth, height: HEIGHT };
  }

  #names() {
    return [...this.#figure.querySelectorAll("tr[data-field]")].map((row) => row.dataset.field);
  }

  #limits() {
    return [...this.#figure.querySelectorAll("tr[data-limit]")].map((row) => Number(row.dataset.limit));
  }

  #options() {
    const isBand = "band" in this.#figure.dataset;
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, sync: { key: "charts" }, y: false },
      scales: { x: { range: () => [this.#range.start, this.#range.end] }, y: { range: (...at) => this.#reach(...at) } },
      axes: [this.#axisX(), this.#axisY()],
      series: [{}, ...this.#names().map((_, at) => line(at, isBand))],
      bands: isBand ? [{ series: [3, 1], fill: () => faded("--line-1") }] : [],
      padding: [8, 8, 0, 0],
      hooks: {
        drawClear: [(plot) => this.#hatch(plot)],
        draw: [(plot) => this.#drawLimits(plot)],
        setCursor: [(plot) => this.#tell(plot)],
      },
    };
  }

  // From nothing to what there is, so that small things look small.
  #reach(_plot, least, most) {
    const reached = Math.max(...this.#limits(), most ?? 0);
    return [Math.min(0, least ?? 0), Math.max(Number(this.#figure.dataset.top), reached * 1.08)];
  }

  #axisX() {
    const values = (_, at) => at.map((each) => this.#sayTick(each));
    return { ...axis(), values, space: 64, size: 28, splits: (plot, ...rest) => this.#splits(plot, ...rest) };
  }

  // Ticks at whole hours and days of Bangkok, which keeps no summer time.
  #splits(plot, _at, min, max) {
    const room = Math.max(2, Math.floor(plot.width / 80));
    const steps = [3600, 7200, 10_800, 21_600, HALF_DAY_S, 86_400, 172_800, 432_000, 604_800];
    const step = steps.find((each) => (max - min) / each <= room) ?? steps.at(-1);
    const first = Math.ceil((min + 25_200) / step) * step - 25_200;
    const found = [];
    for (let at = first; at <= max; at += step) found.push(at);
    return found;
  }

  #sayTick(at) {
    return this.#range.hours > 48 ? sayDay(at) : sayMoment(at, false);
  }

  #axisY() {
    return { ...axis(), size: GUTTER, space: 34, values: (_, at) => at.map((each) => say(each)) };
  }

  #hatch(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = ctx.createPattern(stripes(), "repeat");
    for (const [start, end] of this.#dark) {
      const [from, to] = [start, end].map((at) => plot.valToPos(at, "x", true));
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
    ctx.restore();
  }

  #drawLimits(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour("--ink-quiet");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2, 4].map((each) => each * devicePixelRatio));
    for (const limit of this.#limits()) {
      const y = plot.valToPos(limit, "y", true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  // Says what is under the pointer.
  #tell(plot) {
    const note = this.#figure.querySelector(".chart-note");
    const { idx } = plot.cursor;
    if (plot.cursor.left < 0 || idx === null || idx === undefined) {
      if ("pointed" in note.dataset) note.textContent = "";
      delete note.dataset.pointed;
      return;
    }
    const labels = [...this.#figure.querySelectorAll("tr[data-field] th")].map((each) => each.textContent);
    const said = labels.map((label, at) => `${label} ${say(plot.data[at + 1][idx])}`);
    note.dataset.pointed = "";
    note.textContent = `${sayMoment(plot.data[0][idx], true)} · ${said.join(" · ")}`;
  }
}

function line(at, isBand) {
  const isEdge = isBand && at !== 1;
  const token = isBand ? "--line-1" : `--line-${at + 1}`;
  return {
    stroke: () => (isEdge ? faded(token) : colour(token)),
    width: isEdge ? 1 : 1.8,
    dash: isBand ? [] : DASHES[at],
    points: { size: 4 },
  };
}

function axis() {
  const edge = { stroke: () => colour("--edge"), width: 1 };
  return {
    stroke: () => colour("--ink-quiet"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: edge,
    ticks: { ...edge, size: 4 },
  };
}

function colour(token) {
  return getComputedStyle(document.documentElement).getPropertyValue(token);
}

function faded(token) {
  return `color-mix(in srgb, ${colour(token)} 35%, transparent)`;
}

function stripes() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = HATCH * devicePixelRatio;
  const pen = tile.getContext("2d");
  pen.strokeStyle = `color-mix(in srgb, ${colour("--not-observed")} 60%, transparent)`;
  pen.lineWidth = devicePixelRatio;
  const side = tile.width; // thrice, so that corners are whole
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift, side);
    pen.lineTo(shift + side, 0);
  }
  pen.stroke();
  return tile;
}
