// The filters of a list are a sheet over the whole screen of a phone. Back, Escape and <button data-closes="…"> shut it,
// what was chosen stays, and the focus is again where it was opened.
const small = matchMedia("(max-width: 900px)"); // as in app.css
let opened = null; // { id, from: the address of the list when it was opened, now: its address since }
let isLeaving = false; // taking the entry away that an opened sheet put into the history

const sheetNow = () => document.getElementById(opened.id);

function shut() {
  const sheet = sheetNow();
  opened = null;
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
}
function shutHere() {
  const isAsItWas = opened.now === opened.from;
  shut();
  if (!isAsItWas) return; // its entry is that of the list as it is now
  isLeaving = true;
  history.back();
}

document.addEventListener("toggle", (event) => {
  const sheet = event.target;
  if (!sheet.matches?.("details.c-sheet")) return;
  if (sheet.open && !opened && small.matches) {
    opened = { id: sheet.id, from: location.href, now: location.href };
    history.replaceState({ htmx: true }, ""); // as htmx marks what it fetches again on the way back
    history.pushState({ htmx: true }, "");
  } else if (!sheet.open && opened?.id === sheet.id) shutHere();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened) shutHere();
});
document.addEventListener("click", (event) => {
  const sheet = document.getElementById(event.target.closest?.("[data-closes]")?.dataset.closes);
  if (!sheet) return;
  if (opened) shutHere();
  else sheet.open = false;
});

// What is chosen in the sheet replaces its entry: one step back from the list is the list before the sheet.
document.addEventListener("htmx:before:history:update", (event) => opened && (event.detail.history.type = "replace"));
document.addEventListener("htmx:after:history:update", () => opened && (opened.now = location.href));

// Back shuts the sheet and nothing else: htmx, which would fetch the list as it was, is loaded later and does not hear of it.
window.navigation?.addEventListener("navigate", (event) => {
  if (event.navigationType === "traverse" && (opened || isLeaving)) event.stopImmediatePropagation();
}, true);
window.addEventListener("popstate", (event) => {
  if (!opened && !isLeaving) return;
  event.stopImmediatePropagation();
  if (opened && opened.now !== opened.from) history.pushState({ htmx: true }, "", opened.now);
  if (opened) shut();
  isLeaving = false;
}, true);
