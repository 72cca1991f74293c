// Counting sentences while they are written, on the page of what is noteworthy: the paragraph after a
// <textarea data-sentences="2"> says how many there are, as the server counts them.
const SHORT = new Set("dr prof mr mrs ms st vs no etc inc dept approx fig".split(" "));
function sentences(text) {
  let count = 0;
  let rest = 0;
  for (const found of text.matchAll(/(\S+?)([.!?…]+)["”’)\]]*(?=\s|$)/g)) {
    const word = found[1].toLowerCase().replace(/^[(“"]+/, "");
    const end = found.index + found[0].length;
    const last = !text.slice(end).trim();
    if (found[2] === "." && !last && (SHORT.has(word) || word.length === 1 || word.includes("."))) continue;
    count += 1;
    rest = end;
  }
  return count + (text.slice(rest).trim() ? 1 : 0);
}
for (const field of document.querySelectorAll("[data-sentences]")) {
  const shown = document.getElementById(`${field.id}-count`);
  const most = Number(field.dataset.sentences);
  field.addEventListener("input", () => {
    const count = sentences(field.value);
    shown.textContent = `${count} ${count === 1 ? "sentence" : "sentences"} of ${most}`;
    shown.dataset.tone = count > most ? "loss" : "";
  });
}
