// Sends the photo of a product; the server strips and shrinks it.
import { csrfHeader } from "./csrf.js";

const form = document.getElementById("photo-form");
const said = document.getElementById("photo-said");

form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = document.getElementById("photo-file").files;
  if (file) send(file);
});

async function send(file) {
  const button = form.querySelector("button");
  button.disabled = true;
  said.textContent = form.dataset.busy;
  try {
    const headers = { "Content-Type": file.type, ...csrfHeader() };
    const answer = await fetch(form.dataset.url, { method: "PUT", headers, body: file });
    if (answer.ok) location.assign(`${location.pathname}?said=saved`);
    else said.textContent = await why(answer);
  } catch {
    said.textContent = form.dataset.refused; // no way to the server
  }
  button.disabled = false;
}

// In the page's language, where the server says what is wrong with the picture.
async function why(answer) {
  if (answer.status === 413) return form.dataset.tooLarge;
  const [place] = (await answer.json()).errors ?? [];
  const words = document.documentElement.lang === "th" ? place?.message_th : place?.what;
  return words ? `${form.dataset.refused} (${words})` : form.dataset.refused;
}
