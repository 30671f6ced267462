// Numbers over time from the server; charts of one measurement share one answer.
const KEPT_MS = 20_000;
const HOUR_S = 3600;
const kept = new Map();

// The range of the last hours; it begins with a whole step, so that answers can be kept.
// Weeks and months are drawn by the hour, and an hour under way is not whole yet.
export function rangeOf(hours, nowMs) {
  const end = nowMs / 1000;
  const step = hours > 48 ? HOUR_S : 60;
  const start = floor(end - hours * HOUR_S, step);
  return { from: moment(start), to: step === HOUR_S ? moment(floor(end, step)) : null, start, end, hours };
}

export function setRange(url, { from, to }) {
  url.searchParams.set("from", from);
  if (to) url.searchParams.set("to", to);
  else url.searchParams.delete("to");
}

function floor(at, step) {
  return Math.floor(at / step) * step;
}

function moment(at) {
  return new Date(at * 1000).toISOString();
}

export function load(address, range) {
  const url = new URL(address, location.origin);
  setRange(url, range);
  const found = kept.get(url.href);
  if (found && performance.now() - found.at < KEPT_MS) return found.answer;
  for (const [href, { at }] of kept) if (performance.now() - at >= KEPT_MS) kept.delete(href);
  const answer = fetchJson(url);
  kept.set(url.href, { at: performance.now(), answer });
  answer.catch(() => kept.delete(url.href));
  return answer;
}

async function fetchJson(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

export function seconds(moment) {
  return Date.parse(moment) / 1000;
}
