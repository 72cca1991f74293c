// Rows that are ticked to do something with them all: how many, said on every button. j and k walk the rows, x ticks the
// one in focus. <form data-ticks="…"> names the boxes, which may stand outside it; app.css raises the bar.
import { keyOf } from "./keys.js";

function boxesOf(form) {
  return [...form.elements].filter((box) => box.type === "checkbox" && box.name === form.dataset.ticks);
}

function tell(form) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-ticks-all]");
  if (all) {
    all.hidden = false;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const count = form.querySelector("[data-ticks-count]");
  if (count) count.textContent = chosen ? `${chosen} selected` : "Nobody selected";
  for (const part of form.querySelectorAll(":is(button, h2)[data-label]")) {
    part.dataset.plain ??= part.textContent;
    const taken = chosen || (part.hasAttribute("data-ticks-all") ? boxes.length : 0);
    part.textContent = taken ? part.dataset.label.replace("{n}", taken) : part.dataset.plain;
    part.disabled = !taken;
  }
}

function tellAll() {
  document.querySelectorAll("form[data-ticks]").forEach(tell);
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.dataset.ticks) return;
  if (event.target.matches("[data-ticks-all]")) boxesOf(form).forEach((box) => (box.checked = event.target.checked));
  tell(form);
});

document.addEventListener("keydown", (event) => {
  if (keyOf(event) !== "x") return;
  const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox][name]");
  if (!box?.form?.dataset.ticks) return;
  box.click();
  event.preventDefault();
});

// j and k go down and up, enter and o open.
document.addEventListener("keydown", (event) => {
  if (keyOf(event) === "o" && document.activeElement.matches("[data-keyboard-link]")) document.activeElement.click();
  const list = document.querySelector("[data-keyboard-list]");
  const step = { j: 1, k: -1 }[keyOf(event)];
  if (!list || !step) return;
  const links = [...list.querySelectorAll("[data-keyboard-link]")];
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  event.preventDefault();
});

document.addEventListener("htmx:after:swap", tellAll);
window.addEventListener("pageshow", tellAll);
tellAll();
