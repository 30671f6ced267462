// The numbers at the top, and now and then a sentence for those who hear the page.
import { number, text } from "./words.js";

const SPEAK_MS = 30_000;
const NAMES = {
  m: "maintenance", n: "not_observed", d: "down", g: "degraded", u: "up", x: "unmonitored",
};
let spokenMs = 0;
let spoken = "";

export function showTotals(fleet) {
  const counts = { maintenance: 0, not_observed: 0, down: 0, degraded: 0, up: 0, unmonitored: 0 };
  for (const letter of fleet.letters) counts[NAMES[letter]] += 1;
  const words = {};
  for (const [name, count] of Object.entries(counts)) {
    words[name] = number(count);
    const shown = document.querySelector(`.total-list [data-count="${name}"]`);
    if (shown.textContent !== words[name]) shown.textContent = words[name];
  }
  document.title = document.title.replace(/^(\(.*?\) )?/, `(${words.down}) `);
  speak(text("spoken", words));
}

function speak(sentence) {
  if (sentence === spoken || Date.now() - spokenMs < SPEAK_MS) return;
  if (spoken) document.getElementById("spoken").textContent = sentence;
  spoken = sentence;
  spokenMs = Date.now();
}
