// Copying a field with one press, and counting sentences while they are written. Without this file both are done by eye.
"use strict";

// <dd data-copy="description"><span>…</span></dd>: a button that copies the text in the span.
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

// <textarea data-sentences="2">: the paragraph after it says how many there are, as the server counts them.
const SHORT = new Set("dr prof mr mrs ms st vs no etc inc dept approx fig".split(" "));
function sentences(text) {
  let count = 0;
  let rest = 0;
  for (const found of text.matchAll(/(\S+?)([.!?…]+)["”’)\]]*(?=\s|$)/g)) {
    const word = found[1].toLowerCase().replace(/^[(“"]+/, "");
    const end = found.index + found[0].length;
    const last = !text.slice(end).trim();
    if (found[2] === "." && !last && (SHORT.has(word) || word.length === 1 || word.includes("."))) continue;
    count += 1;
    rest = end;
  }
  return count + (text.slice(rest).trim() ? 1 : 0);
}
for (const field of document.querySelectorAll("[data-sentences]")) {
  const shown = document.getElementById(`${field.id}-count`);
  const most = Number(field.dataset.sentences);
  field.addEventListener("input", () => {
    const count = sentences(field.value);
    shown.textContent = `${count} ${count === 1 ? "sentence" : "sentences"} of ${most}`;
    shown.dataset.tone = count > most ? "loss" : "";
  });
}
