// "Check now" without leaving the page; without this script the form does it.
import { csrfHeader } from "./csrf.js";
import { text } from "./words.js";

export function startChecks() {
  const form = document.getElementById("check-form");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form, document.getElementById("check"));
  });
}

async function run(form, place) {
  const button = form.querySelector("button");
  const name = button.textContent;
  button.disabled = true;
  button.textContent = text("busy");
  try {
    const answer = await fetch(`${form.action}?fragment=1&lang=${document.documentElement.lang}`, {
      method: "POST",
      headers: csrfHeader(),
    });
    if (!answer.ok) throw new Error(answer.status);
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...document.importNode(html.body, true).childNodes);
  } catch {
    place.textContent = text("failed");
  }
  button.disabled = false;
  button.textContent = name;
  button.focus();
}
