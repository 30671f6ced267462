// Numbers over time from the server; charts of one measurement share one answer.
const KEPT_MS = 20_000;
const HOUR_S = 3600;
const kept = new Map();

// The range of the last hours; it begins with a whole step, so that answers can be kept.
export function rangeOf(hours, nowMs) {
  const whole = hours > 48 ? HOUR_S : 60;
  const start = Math.floor((nowMs / 1000 - hours * HOUR_S) / whole) * whole;
  return { from: new Date(start * 1000).toISOString(), start, end: nowMs / 1000, hours };
}

export function load(address, range) {
  const url = new URL(address, location.origin);
  url.searchParams.set("from", range.from);
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
