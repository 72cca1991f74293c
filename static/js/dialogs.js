// Dialogs: <button data-opens="…"> opens the one of that id in place of posting, [data-dismiss] closes it, and Enter in a
// line of it presses its first button. ? opens the list of keys. On a phone Back closes it, and what was typed in it stays.
// Without this module the button leads to a page of its own.
import { keyOf } from "./keys.js";
import { PHONE, leaveStep, takeStep } from "./steps.js";

let step = null;
function open(dialog) {
  document.querySelector("details.c-ticks-more[open]")?.removeAttribute("open");
  dialog.showModal();
  if (PHONE.matches) step = takeStep(() => dialog.close());
}
// However it was closed.
document.addEventListener("close", () => {
  leaveStep(step);
  step = null;
}, true);
// What is sent from a dialog leads back to its page, not to its step.
window.addEventListener("submit", (event) => {
  if (!step || !event.submitter?.closest("dialog")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leaveStep(step, () => event.target.requestSubmit(event.submitter));
  step = null;
}, true);
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    open(dialog);
  }
  if (event.target.closest?.("[data-dismiss]") || event.target.matches?.("dialog[open]")) event.target.closest("dialog").close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("dialog input:not([type=checkbox], [type=radio])")) {
    event.preventDefault();
    event.target.closest("dialog").querySelector("button").click();
  }
  if (keyOf(event) !== "?") return;
  const keyboard = document.getElementById("keyboard");
  if (!keyboard) return;
  event.preventDefault();
  open(keyboard);
});
function show() {
  for (const button of document.querySelectorAll("[data-opens][hidden]")) button.hidden = false;
}
document.addEventListener("htmx:after:swap", show);
show();
