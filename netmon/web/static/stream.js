// Hears every change of state, and says so when it no longer does.
import { clockOf, serverNow, text } from "./words.js";

const POLL_MS = 10_000;
const STALE_MS = 25_000;
const AGAIN_MS = 3_000;

const live = document.getElementById("live");
const words = document.getElementById("live-words");

export function startStream({ onTransition, onStates }) {
  let source = null;
  let isOpen = false;
  let heardMs = serverNow();
  let isAnew = true;
  const asked = new Set(); // for each string on its way, the changes it may not know

  function open() {
    source = new EventSource("/api/v1/events");
    source.addEventListener("open", () => {
      isOpen = true;
      poll();
    });
    source.addEventListener("transition", (event) => {
      heardMs = serverNow();
      const change = JSON.parse(event.data);
      for (const came of asked) came.push(change);
      onTransition(change);
    });
    source.addEventListener("reset", () => {
      isAnew = true;
      poll();
    });
    source.addEventListener("error", lose);
  }

  function lose() {
    isOpen = false;
    isAnew = true;
    show();
    // The browser tries again by itself, unless the server refused.
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(open, AGAIN_MS);
    }
  }

  // Some changes are no transitions, as a site's first look: the string has them all.
  async function poll() {
    const came = [];
    asked.add(came);
    try {
      const answer = await fetch("/web/states", { cache: "no-cache" });
      if (answer.status === 401) location.reload(); // signed out: the server shows the form
      if (!answer.ok) throw new Error(answer.status);
      const letters = await answer.text();
      heardMs = serverNow();
      onStates(letters, answer.headers.get("Positions"), isAnew && isOpen, came);
      if (isOpen) isAnew = false;
    } catch {
      // The indicator says how old the last answer is.
    }
    asked.delete(came);
    show();
  }

  function show() {
    const isLive = isOpen && serverNow() - heardMs < STALE_MS;
    const isKnown = isLive || live.dataset.state !== "connecting";
    if (!isKnown && serverNow() - heardMs < STALE_MS) return;
    const clock = clockOf(heardMs);
    const said = isLive
      ? `${text("liveOn")} · ${text("liveUpdated", { clock })}`
      : text("liveOff", { clock });
    live.dataset.state = isLive ? "on" : "off";
    document.body.classList.toggle("is-stale", !isLive);
    if (words.textContent !== said) words.textContent = said;
  }

  open();
  setInterval(poll, POLL_MS);
}
