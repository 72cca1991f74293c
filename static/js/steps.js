// What opens over a page (a sheet, a dialog, the search box over a whole phone) is a step of its own in the history: Back
// shuts it and does nothing else. And a Back that arrives at the address that it leaves, as after a form that led back to
// its own page, goes on to the page before.
export const PHONE = matchMedia("(max-width: 47.999em)"); // as in app.css

let step = null; // { shut, from: the address of the page when the step was taken, now: its address since }
let waiting = null; // a step that is taken as soon as the one before is gone
let leaving = null; // while a step goes: what is done once it is gone

// Something has opened: `shut` is called when Back is pressed. Answers the step, to be left or replaced. What opens while
// another thing has the step takes it over.
export function takeStep(shut) {
  const taken = { shut };
  if (leaving) waiting = taken;
  else if (step) step = Object.assign(taken, { from: step.from, now: step.now });
  else begin(taken);
  return taken;
}
function begin(taken) {
  history.replaceState({ htmx: true }, ""); // as htmx marks what it fetches again on the way back
  history.pushState({ htmx: true }, "");
  step = Object.assign(taken, { from: location.href, now: location.href });
}
// It was shut in another way: its step goes, unless it is that of the page as it is now. Then `next` is done.
export function leaveStep(taken, next = () => {}) {
  if (waiting === taken) waiting = null;
  if (!taken || step !== taken) return next();
  step = null;
  if (taken.now !== taken.from) return next();
  leaving = next;
  history.back();
}
// Another page takes the place of the step: one step back from there is this page.
export function goInstead(taken, address) {
  if (step === taken) location.replace(address);
  else location.assign(address);
}

// What htmx changes while something is open replaces its entry: one step back is the page before it was opened. What it
// fetches again, as by a button that asks for what is shown, is no page of its own.
document.addEventListener("htmx:before:history:update", ({ detail: { history: entry } }) => {
  if (step || new URL(entry.path, location.href).href === location.href) entry.type = "replace";
});
document.addEventListener("htmx:after:history:update", () => step && (step.now = location.href));

// htmx, which would fetch the page as it was, is loaded later and does not hear of it.
window.navigation?.addEventListener("navigate", (event) => {
  if (event.navigationType === "traverse" && (step || leaving)) event.stopImmediatePropagation();
}, true);
window.addEventListener("popstate", (event) => {
  if (!step && !leaving) return;
  event.stopImmediatePropagation();
  const next = step ? step.shut : leaving;
  if (step && step.now !== step.from) history.pushState({ htmx: true }, "", step.now);
  step = leaving = null;
  next();
  if (waiting) begin(waiting);
  waiting = null;
}, true);

window.addEventListener("pageshow", () => {
  const { navigationType, from, entry } = window.navigation?.activation ?? {};
  const plain = (visited) => visited?.url?.split("#")[0];
  if (navigationType === "traverse" && from?.index > entry.index && plain(from) === plain(entry)) history.back();
});
