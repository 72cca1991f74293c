// What every page has: the parts that it brings along, the menu behind one's name, and the focus. Without any of it the
// pages work as well.
import "./forms.js";
import "./counters.js";
import "./swaps.js";
import "./sheets.js";
import "./suggest.js";

// A menu, as that behind the name, closes on Escape, on a click beside it and once the focus has left it.
const MENU = "details:is(.c-me, .c-ticks-more)[open]";
for (const way of ["click", "focusin"]) {
  document.addEventListener(way, (event) => {
    document.querySelectorAll(MENU).forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });
}
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(MENU);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A page that answered a post is read by its address on the way back: the browser asks for nothing to be sent again.
if ("posted" in document.body.dataset) history.replaceState(history.state, "");

// A refused form shows its summary first.
document.querySelector("[data-focus]")?.focus();
