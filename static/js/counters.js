// How many characters are left in a field with data-counter, or words where data-words sets a limit of words, on every page
// with such a field; aloud only when few are.
import { announce } from "./announce.js";

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
document.addEventListener("htmx:after:swap", prepare);
prepare();
