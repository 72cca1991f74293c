// Copying a field with one press, on the residency form and beside the links to a record: <dd data-copy="description">
// <span>…</span></dd> gets a button that copies the text in the span. Without this file it is done by eye.
import { announce } from "./announce.js";

async function copy(text, span) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(span);
    return document.execCommand("copy");
  }
}
for (const place of document.querySelectorAll("[data-copy]")) {
  const span = place.querySelector("span");
  const button = document.createElement("button");
  const name = document.createElement("span");
  button.type = "button";
  button.className = "c-button c-copy";
  name.className = "u-hidden";
  name.textContent = ` ${place.dataset.copy}`;
  button.append("Copy", name);
  button.addEventListener("click", async () => {
    const done = await copy(span.textContent, span);
    button.firstChild.textContent = done ? "Copied" : "Select and copy";
    announce(done ? `${place.dataset.copy} copied` : "This browser does not let pages copy. The text is selected.");
    setTimeout(() => (button.firstChild.textContent = "Copy"), 2500);
  });
  place.append(button);
}
