// Lets every duration on the page grow.
import { duration, serverNow } from "./words.js";

export function startClock() {
  setInterval(tick, 1000);
}

function tick() {
  const now = serverNow();
  for (const each of document.querySelectorAll("[data-since]")) {
    const words = duration((now - Date.parse(each.dataset.since)) / 1000);
    if (each.textContent !== words) each.textContent = words;
  }
}
