// Notes to an incident without leaving the page; without this script the forms do it.
import { csrfHeader } from "./csrf.js";
import { refreshAll } from "./refresh.js";
import { text } from "./words.js";

export function startDeeds() {
  for (const form of document.querySelectorAll("form[data-deed]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter?.getAttribute("formaction") ?? form.action);
    });
  }
}

async function send(form, action) {
  const said = document.getElementById("deed-said");
  said.textContent = text("busy");
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(action, { method: "POST", headers: csrfHeader(), body });
    if (!answer.ok) throw new Error(answer.status);
    said.textContent = text("saved");
    form.querySelector("textarea")?.form.reset();
  } catch {
    said.textContent = text("notSaved");
  }
  refreshAll();
}
