// What a chart says in words and numbers, for eyes and ears alike.
const BANGKOK = "Asia/Bangkok";
const RECENT = 3; // points; an older number is not what it is now

const lang = document.documentElement.lang === "th" ? "th-TH" : "en-GB";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: BANGKOK, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(lang, { timeZone: BANGKOK, day: "numeric", month: "short" });

// Fills the table below a chart; returns whether there is no number at all.
export function fill(figure, series) {
  let isEmpty = true;
  for (const row of figure.querySelectorAll("tr[data-field]")) {
    const values = valuesOf(figure, series, row.dataset.field);
    const summary = summarise(values);
    isEmpty &&= summary === null;
    const [now, min, mean, max] = row.querySelectorAll("td");
    now.textContent = say(summary?.now);
    min.textContent = say(summary?.min);
    mean.textContent = say(summary?.mean);
    max.textContent = say(summary?.max);
  }
  return isEmpty;
}

// Returns the values of a field in the unit drawn.
export function valuesOf(figure, series, name) {
  const factor = Number(figure.dataset.factor);
  const { values } = series.fields.find((each) => each.name === name);
  return values.map((value) => (value === null ? null : value * factor));
}

function summarise(values) {
  const measured = values.filter((value) => value !== null);
  if (!measured.length) return null;
  const sum = measured.reduce((total, value) => total + value, 0);
  return {
    now: values.slice(-RECENT).findLast((value) => value !== null),
    min: measured.reduce((a, b) => Math.min(a, b)),
    mean: sum / measured.length,
    max: measured.reduce((a, b) => Math.max(a, b)),
  };
}

export function say(value) {
  if (value === undefined || value === null) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

// Moments are those of Bangkok, wherever the reader is.
export function sayMoment(at, isLong) {
  const when = new Date(at * 1000);
  return isLong ? `${day.format(when)} ${clock.format(when)}` : clock.format(when);
}

export function sayDay(at) {
  return day.format(new Date(at * 1000));
}
