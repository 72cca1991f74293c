// The preview of a posting beside the list, on wide screens: its button on each card opens and closes it, j and k go through
// the list, Enter opens the page and the way back finds it open. Without it a title leads to the page.
import { announce } from "./announce.js";
import { keyOf, offer } from "./keys.js";

const wide = matchMedia("(min-width: 75em)"); // as in app.css
const cards = () => [...document.querySelectorAll("#opportunity-results .c-found")];
const link = (card) => card.querySelector("h3 a");
const pane = () => document.getElementById("posting-preview");
let fetching, chosen = "";

function mark() {
  for (const card of cards()) {
    let button = card.querySelector(".c-preview-button");
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "c-button c-preview-button";
      button.textContent = "Preview ";
      const title = document.createElement("span");
      title.className = "u-hidden";
      title.textContent = link(card).textContent;
      button.append(title);
      button.setAttribute("aria-controls", "posting-preview");
      card.querySelector(".c-card").after(button);
    }
    button.setAttribute("aria-expanded", String(link(card).pathname === chosen));
  }
}
// The entry of the history knows what is open, for the way back to the list.
function remember(path) {
  chosen = path;
  history.replaceState({ ...history.state, preview: path }, "");
}
function close() {
  fetching?.abort();
  remember("");
  pane().hidden = true;
  pane().replaceChildren();
  mark();
}
async function open(card) {
  fetching?.abort();
  const { signal } = (fetching = new AbortController());
  const { pathname, href, textContent } = link(card);
  const headers = { "HX-Request": "true", "HX-Target": "aside#posting-preview" };
  try {
    const answer = await fetch(`${pathname}/preview`, { headers, signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("posting-preview");
    pane().replaceWith(told);
  } catch {
    if (!signal.aborted) location.assign(href); // the page itself says what is wrong
    return;
  }
  remember(pathname);
  pane().querySelector("[data-preview-keys]").hidden = false;
  mark();
  offer();
  card.scrollIntoView({ block: "nearest" });
  announce(`Preview of ${textContent.trim()}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".c-preview-button");
  if (!button) return;
  const card = button.closest(".c-found");
  if (link(card).pathname === chosen) close();
  else open(card);
});
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[keyOf(event)];
  if (!step || !wide.matches || !cards().length) return;
  const all = cards();
  const focused = all.findIndex((card) => card.contains(document.activeElement));
  const here = focused < 0 ? all.findIndex((card) => link(card).pathname === chosen) : focused;
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  link(next).focus();
  open(next);
  event.preventDefault();
});

// A list that has changed has no preview open: what was chosen may not be in it.
document.addEventListener("htmx:after:swap", () => {
  if (pane().hidden) chosen = "";
  mark();
});
mark();
const before = history.state?.preview && cards().find((card) => link(card).pathname === history.state.preview);
if (before && wide.matches) {
  link(before).focus();
  open(before);
}
