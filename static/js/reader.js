// The reader of an application: j and k go to the next and the previous one of the list, u back to it.
import { keyOf } from "./keys.js";

document.addEventListener("keydown", (event) => {
  const way = { j: "[data-reader-next]", k: "[data-reader-previous]", u: "[data-reader-back]" }[keyOf(event)];
  document.querySelector(way || "never")?.click();
});
