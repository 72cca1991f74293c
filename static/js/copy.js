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
function addButton(place, says, named, textOf, span) {
  const button = document.createElement("button");
  const name = document.createElement("span");
  button.type = "button";
  button.className = "c-button c-copy";
  name.className = "u-hidden";
  name.textContent = ` ${named}`;
  button.append(says, name);
  button.addEventListener("click", async () => {
    const done = await copy(textOf(), span);
    button.firstChild.textContent = done ? "Copied" : "Select and copy";
    announce(done ? `${named} copied` : "This browser does not let pages copy. The text is selected.");
    setTimeout(() => (button.firstChild.textContent = says), 2500);
  });
  place.append(button);
}
for (const place of document.querySelectorAll("[data-copy]")) {
  const span = place.querySelector("span");
  addButton(place, "Copy", place.dataset.copy, () => span.textContent, span);
}
// All fields of a list, each as a line of its name and its text.
for (const list of document.querySelectorAll("[data-copy-all]")) {
  const lines = () =>
    [...list.children].map((row) => {
      const label = row.querySelector("dt").firstChild.textContent.trim();
      return `${label}: ${row.querySelector("dd span:not(.c-hint)")?.textContent ?? ""}`;
    });
  addButton(list.parentElement.querySelector("footer"), "Copy all", list.dataset.copyAll, () => lines().join("\n"), list);
}
