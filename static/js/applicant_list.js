// The applicants of a posting: how many are ticked, said on every button. j and k walk the rows, x ticks the one in focus.
import { keyOf } from "./keys.js";

function boxesOf(form) {
  return [...form.querySelectorAll("input[name=application]")];
}

function tell(form) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-applicants-all]");
  if (all) {
    all.hidden = false;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const count = form.querySelector("[data-applicants-count]");
  if (count) count.textContent = chosen ? `${chosen} of ${boxes.length} ticked` : "Nobody is ticked";
  for (const button of form.querySelectorAll("button[data-label]")) {
    button.dataset.plain ??= button.textContent;
    const taken = chosen || (button.hasAttribute("data-applicants-all") ? boxes.length : 0);
    button.textContent = taken ? button.dataset.label.replace("{n}", taken) : button.dataset.plain;
    button.disabled = !taken;
  }
  form.querySelector("[data-applicants-bar]")?.toggleAttribute("data-raised", chosen > 0);
  const jump = form.querySelector("[data-applicants-jump]");
  if (!jump) return;
  jump.hidden = !chosen;
  jump.firstElementChild.textContent = `${chosen} ticked: what now?`;
}

function tellAll() {
  document.querySelectorAll("form[data-applicants]").forEach(tell);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-applicants]");
  if (!form) return;
  if (event.target.matches("[data-applicants-all]")) boxesOf(form).forEach((box) => (box.checked = event.target.checked));
  tell(form);
});

document.addEventListener("keydown", (event) => {
  if (keyOf(event) !== "x") return;
  const box = document.activeElement?.closest("tr")?.querySelector("input[name=application]");
  if (!box) return;
  box.click();
  event.preventDefault();
});

// j and k go down and up, enter opens.
document.addEventListener("keydown", (event) => {
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
