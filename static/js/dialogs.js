// Dialogs: <button data-opens="…"> opens the one of that id in place of posting, [data-dismiss] closes it, and Enter in a
// line of it presses its first button. ? opens the list of keys. Without this module the button leads to a page of its own.
import { keyOf } from "./keys.js";

function open(dialog) {
  document.querySelector("details.c-ticks-more[open]")?.removeAttribute("open");
  dialog.showModal();
}
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
