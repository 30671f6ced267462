// The tiles of the provinces; the same levels as netmon/web/tiles.py.
import { number, text } from "./words.js";

const MANY_RATIO = 0.05;
const MOST_RATIO = 0.25;
const BLIND_RATIO = 0.5;
const FRESH_MS = 5_000;

export function showTiles(fleet, fresh) {
  const counts = new Map();
  fleet.sites.forEach(([, , , province], at) => {
    const mine = counts.get(province) ?? { down: 0, dark: 0, maintained: 0, watched: 0 };
    const letter = fleet.letters[at];
    if (letter === "d") mine.down += 1;
    if (letter === "n") mine.dark += 1;
    if (letter === "m") mine.maintained += 1;
    if (letter !== "x") mine.watched += 1;
    counts.set(province, mine);
  });
  for (const tile of document.querySelectorAll(".tile")) {
    const mine = counts.get(tile.dataset.province);
    if (mine) show(tile, mine);
    if (fresh.has(tile.dataset.province)) light(tile);
  }
}

function show(tile, { down, dark, maintained, watched }) {
  const level = levelOf(down, dark, watched);
  const words = text(level === "blind" ? "tileBlind" : "tile", {
    name: tile.dataset.name, down: number(down), watched: number(watched),
  });
  const more = maintained ? text("tileMaintained", { count: number(maintained) }) : "";
  const label = words + more;
  if (tile.getAttribute("aria-label") === label && tile.dataset.level === level) return;
  tile.dataset.level = level;
  tile.toggleAttribute("data-maintained", maintained > 0);
  tile.setAttribute("aria-label", label);
  tile.title = label;
  tile.querySelector(".tile-down").textContent = down ? String(down) : "";
  const share = watched ? (down / watched) * 100 : 0;
  tile.querySelector("rect").setAttribute("width", share.toFixed(1));
}

function levelOf(down, dark, watched) {
  if (!watched) return "empty";
  if (down / watched >= MOST_RATIO) return "most";
  if (down / watched >= MANY_RATIO) return "many";
  if (dark / watched >= BLIND_RATIO) return "blind";
  return down ? "some" : "calm";
}

function light(tile) {
  tile.classList.remove("is-fresh");
  requestAnimationFrame(() => tile.classList.add("is-fresh"));
  setTimeout(() => tile.classList.remove("is-fresh"), FRESH_MS);
}
