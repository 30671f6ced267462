// Sends a document to a request or an objection; the server looks at its first bytes.
import { csrfHeader } from "./csrf.js";

const form = document.getElementById("document-form");
const said = document.getElementById("document-said");

if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [file] = document.getElementById("document-file").files;
    if (file) send(file);
  });
}

async function send(file) {
  const button = form.querySelector("button");
  button.disabled = true;
  said.textContent = form.dataset.busy;
  try {
    const url = `${form.dataset.url}?name=${encodeURIComponent(file.name)}`;
    const headers = { "Content-Type": file.type, ...csrfHeader() };
    const answer = await fetch(url, { method: "PUT", headers, body: file });
    if (answer.ok) location.assign(`${location.pathname}?said=attached`);
    else said.textContent = await why(answer);
  } catch {
    said.textContent = form.dataset.refused; // no way to the server
  }
  button.disabled = false;
}

// In the page's language, where the server says what is wrong with the file.
async function why(answer) {
  if (answer.status === 413) return form.dataset.tooLarge;
  const problem = await answer.json();
  const [place] = problem.errors ?? [];
  const thai = place?.message_th ?? problem.message_th;
  const words = document.documentElement.lang === "th" ? thai : (place?.what ?? problem.detail);
  return words ? `${form.dataset.refused} (${words})` : form.dataset.refused;
}
