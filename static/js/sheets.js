// The filters of a list are a sheet over the whole screen of a phone. Back, Escape and <button data-closes="…"> shut it,
// what was chosen stays, and the focus is again where it was opened.
import { leaveStep, takeStep } from "./steps.js";

const small = matchMedia("(max-width: 56.25em)"); // as in app.css
let opened = null; // { id, step }

function shut() {
  const sheet = document.getElementById(opened.id);
  opened = null;
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
}
function shutHere() {
  const { step } = opened;
  shut();
  leaveStep(step);
}

document.addEventListener("toggle", (event) => {
  const sheet = event.target;
  if (!sheet.matches?.("details.c-sheet")) return;
  if (sheet.open && !opened && small.matches) opened = { id: sheet.id, step: takeStep(shut) };
  else if (!sheet.open && opened?.id === sheet.id) shutHere();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened) shutHere();
});
document.addEventListener("click", (event) => {
  const sheet = document.getElementById(event.target.closest?.("[data-closes]")?.dataset.closes);
  if (!sheet) return;
  if (opened && window.htmx) event.preventDefault(); // each choice was applied when it was made
  if (opened) shutHere();
  else sheet.open = false;
});
