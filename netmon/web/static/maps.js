// Every site's state: totals, tiles and dots follow it.
import { drawDots } from "./dots.js";
import { showTiles } from "./tiles.js";
import { showTotals } from "./totals.js";

const LETTERS = {
  maintenance: "m", not_observed: "n", down: "d", degraded: "g", up: "u", unmonitored: "x",
};
const DRAW_MS = 250;

export function startMaps() {
  const canvas = document.getElementById("dots");
  if (!canvas) return { change() {}, take: () => false };
  const fleet = { sites: [], index: new Map(), letters: [], only: canvas.dataset.province };
  const ready = load(fleet, canvas.dataset.positions);
  const fresh = new Set();
  let waiting = null;

  function show() {
    waiting = null;
    if (fleet.letters.length !== fleet.sites.length || !fleet.sites.length) return;
    drawDots(canvas, fleet);
    if (!fleet.only) {
      showTotals(fleet);
      showTiles(fleet, fresh);
    }
    fresh.clear();
  }

  function soon() {
    waiting ??= setTimeout(show, DRAW_MS);
  }

  function put(change) {
    const at = fleet.index.get(change.site);
    if (at === undefined || !fleet.letters.length) return;
    if (change.state === "down" && fleet.letters[at] !== "d") fresh.add(change.province);
    fleet.letters[at] = LETTERS[change.state];
  }

  addEventListener("resize", soon);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", soon);
  ready.then(soon);
  return {
    change(change) {
      put(change);
      soon();
    },
    // Returns whether something had changed that no event told of; `came` are the
    // changes heard since the letters were asked for.
    take(letters, digest, came) {
      // The register changed under the page: its positions are of another fleet.
      if (digest !== canvas.dataset.digest) return location.reload(), false;
      const had = fleet.letters.join("");
      fleet.letters = [...letters];
      came.forEach(put);
      soon();
      return had !== "" && had !== fleet.letters.join("");
    },
  };
}

async function load(fleet, url) {
  try {
    const answer = await fetch(url);
    fleet.sites = await answer.json();
    fleet.sites.forEach(([code], at) => fleet.index.set(code, at));
  } catch {
    // Without positions the server-rendered page stands as it is.
  }
}
