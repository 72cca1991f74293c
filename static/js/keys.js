// Keys of one letter (j, k, x, ?) and the button that turns them off in this browser, for whoever speaks to the computer or
// touches keys by accident (WCAG 2.1.4).
const OFF = "keys-are-off";

export function keyOf(event) {
  const isTyping = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const isOurs = !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]");
  return isOurs && !localStorage.getItem(OFF) ? event.key : "";
}
export function offer() {
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.textContent = localStorage.getItem(OFF) ? "Turn these keys on" : "Turn these keys off";
  }
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  offer();
});
document.addEventListener("htmx:after:swap", offer);
offer();
