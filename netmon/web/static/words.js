// The page's texts, and how numbers and moments are put into them.
const words = document.getElementById("words").dataset;

const offsetMs = Date.parse(document.body.dataset.now) - Date.now();
const BANGKOK_MS = 7 * 3600 * 1000;

export function text(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function number(value) {
  return value.toLocaleString("en-US");
}

// The server's clock: the reader's own may be wrong.
export function serverNow() {
  return Date.now() + offsetMs;
}

export function clockOf(ms) {
  return new Date(ms + BANGKOK_MS).toISOString().slice(11, 19);
}

export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const s = whole % 60;
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  if (whole < 60) return text("seconds", { s });
  if (whole < 3600) return text("minutes", { m, s });
  if (whole < 86400) return text("hours", { h, m });
  return text("days", { d: Math.floor(h / 24), h: h % 24 });
}
