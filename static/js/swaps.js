// Pages of which htmx changes a part: what has changed is said, what the reader had opened stays open.
import { announce } from "./announce.js";

document.addEventListener("htmx:after:swap", () => {
  const news = document.querySelector("main [data-announce]");
  announce(news && (news.dataset.announce || news.textContent.trim()));
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
