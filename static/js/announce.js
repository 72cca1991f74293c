// The live region of a page: what has changed is said in one sentence, to those who hear the page. What other modules use.
export function announce(words) {
  const live = document.getElementById("live");
  if (!live || !words) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = words), 50);
}
