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
    else said.textContent = answer.status === 413 ? form.dataset.tooLarge : form.dataset.refused;
  } catch {
    said.textContent = form.dataset.refused; // no way to the server
  }
  button.disabled = false;
}
