// Asks the server again for the parts of a page that a change concerns.
import { csrfToken } from "./csrf.js";

const PAUSE_MS = 1_500;

// Returns what to call with every change.
export function startRefreshing() {
  for (const part of parts()) {
    const seconds = Number(part.dataset.every);
    if (seconds) setInterval(() => refresh([part]), seconds * 1000);
  }
  let waiting = null;
  const wanted = new Set();
  return (change) => {
    for (const part of parts()) if (concerns(part, change)) wanted.add(part);
    if (!wanted.size || waiting) return;
    waiting = setTimeout(() => {
      waiting = null;
      refresh([...wanted]);
      wanted.clear();
    }, PAUSE_MS);
  };
}

export function refreshAll() {
  refresh(parts());
}

function parts() {
  return [...document.querySelectorAll("[data-refresh], [data-refresh-self]")];
}

function concerns(part, change) {
  const [kind, name] = (part.dataset.on ?? "").split(":");
  return kind === "all" || (kind !== "" && change[kind] === name);
}

async function refresh(wanted) {
  const own = wanted.filter((part) => "refreshSelf" in part.dataset);
  const others = wanted.filter((part) => part.dataset.refresh);
  await Promise.all([refreshSelf(own), ...others.map(refreshFrom)]);
}

async function refreshFrom(part) {
  const html = await load(part.dataset.refresh);
  if (html !== null) replace(part, html.body);
}

async function refreshSelf(wanted) {
  if (!wanted.length) return;
  const html = await load(location.pathname + location.search);
  for (const part of html === null ? [] : wanted) {
    const fresh = html.getElementById(part.id);
    if (!fresh) continue;
    part.className = fresh.className;
    replace(part, fresh);
  }
}

async function load(path) {
  const url = new URL(path, location.origin);
  url.searchParams.set("lang", document.documentElement.lang);
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null; // the live indicator says that nothing comes
  }
}

// Puts new content in place; what the reader opened or stands on stays.
function replace(part, fresh) {
  // Each answer masks the token anew; that is no change, and ours is as good.
  for (const field of fresh.querySelectorAll('input[name="csrf_token"]')) field.setAttribute("value", csrfToken());
  if (part.innerHTML === fresh.innerHTML) return;
  const focused = part.contains(document.activeElement) ? place(document.activeElement) : null;
  const opened = new Map([...part.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
  part.replaceChildren(...document.importNode(fresh, true).childNodes);
  for (const [id, isOpen] of opened) {
    const found = document.getElementById(id);
    if (found) found.open = isOpen;
  }
  if (focused) part.querySelector(focused)?.focus();
}

function place(element) {
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : element.tagName.toLowerCase();
}
