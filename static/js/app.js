// What makes the pages nicer; every one of them works without it.
"use strict";

// The live region: what changed is said in one sentence.
function announce(words) {
  const live = document.getElementById("live");
  if (!live || !words) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = words), 50);
}

// Forgery protection: a change brings the token of its own form, or of the page.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) return;
  const source = event.detail.ctx.sourceElement;
  const form = request.form || source?.closest("form");
  const token =
    form?.querySelector("input[name=csrf_token]")?.value || document.querySelector("meta[name=csrf-token]")?.content;
  if (token) request.headers["X-CSRFToken"] = token;
});

// Once a form is on its way its buttons rest, so that a double click is one click.
function buttonsOf(form) {
  return [...form.elements].filter((one) => one.matches("button, input[type=submit]"));
}
function rest(form) {
  for (const button of buttonsOf(form)) {
    if (button.disabled) continue;
    button.disabled = true;
    button.dataset.resting = "";
  }
}
function wake(root) {
  for (const button of root.querySelectorAll("[data-resting]")) {
    button.disabled = false;
    delete button.dataset.resting;
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  const opensAside = (event.submitter?.getAttribute("formtarget") || form.getAttribute("target")) === "_blank";
  const isDownload = event.submitter?.hasAttribute("data-download");  // no page follows that would wake them
  if (event.defaultPrevented || form.method !== "post" || opensAside || isDownload) return;
  setTimeout(() => rest(form), 0);
  setTimeout(() => wake(document), 10000);
});
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx.request?.form;
  if (form?.method === "post") rest(form);
});
document.addEventListener("htmx:finally:request", () => wake(document));
window.addEventListener("pageshow", () => wake(document));

// How many characters are left, or words where a limit of words is set; aloud only when few are.
function lengthOf(field) {
  if (field.dataset.words) return (field.value.match(/\S+/g) || []).length;
  return (field.dataset.counting === "utf-16" ? field.value : [...field.value]).length;
}
function count(field) {
  const most = Number(field.dataset.words || field.dataset.counter);
  const unit = field.dataset.words ? "word" : "character";
  let shown = field.nextElementSibling;
  if (!shown?.matches(".c-counter")) {
    shown = document.createElement("p");
    shown.className = "c-counter";
    field.after(shown);
  }
  const left = most - lengthOf(field);
  const size = Math.abs(left);
  shown.dataset.tone = left <= 0 ? "loss" : left <= most / 10 ? "warm" : "";
  const words = `${size.toLocaleString("en")} ${size === 1 ? unit : `${unit}s`}`;
  shown.textContent = `${words} ${left < 0 ? "too many" : "left"}`;
  shown.hidden = field.matches("input") && left > most / 10; // a short line is counted when it nears its end
  if ([100, 20, 0].includes(left)) announce(shown.textContent);
}
function prepare() {
  document.querySelectorAll("[data-counter]").forEach(count);
}
document.addEventListener("input", (event) => event.target.matches?.("[data-counter]") && count(event.target));

document.addEventListener("htmx:after:swap", () => {
  const news = document.querySelector("main [data-announce]");
  announce(news && (news.dataset.announce || news.textContent.trim()));
  prepare();
});

// A <details data-stays-open> that the reader opened is still open when the page around it has changed.
const opened = new Set();
document.addEventListener("htmx:before:swap", () => {
  opened.clear();
  document.querySelectorAll("details[data-stays-open][open]").forEach((one) => opened.add(one.id));
});
document.addEventListener("htmx:after:swap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});

// <button data-closes="…"> shuts the sheet that it stands in; what it showed is on the page already.
document.addEventListener("click", (event) => {
  const sheet = document.getElementById(event.target.closest?.("[data-closes]")?.dataset.closes);
  if (sheet) sheet.open = false;
});

// Lists that the keyboard walks: j and k go down and up, enter opens.
document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-keyboard-list]");
  if (!list || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = [...list.querySelectorAll("[data-keyboard-link]")];
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  event.preventDefault();
});

// The menu behind the name closes on Escape and on a click beside it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.c-me[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.c-me[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A refused form shows its summary first.
prepare();
document.querySelector("[data-focus]")?.focus();
