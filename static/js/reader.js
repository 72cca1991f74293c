// The reader of an application: j and k go to the next and the previous one of the list.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  const way = { j: "[data-reader-next]", k: "[data-reader-previous]" }[event.key];
  document.querySelector(way || "never")?.click();
});
