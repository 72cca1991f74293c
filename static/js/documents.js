// Documents of an application: a PDF may be dropped on its field, what was chosen is named with its size, and what is none is
// refused in words before it is sent. What is attached, the CV on file and another are never chosen together.
const MB = 1024 * 1024;
function sizeOf(bytes) {
  return bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${Number((bytes / MB).toFixed(1))} MB`;
}
function refusalOf(file, most) {
  if (!/\.pdf$/i.test(file.name)) return `${file.name} is not a PDF. Save it as a PDF, and choose that.`;
  if (file.size > most) return `${file.name} has ${sizeOf(file.size)}; a PDF may have up to ${sizeOf(most)}.`;
  return "";
}
// What is said about several files leaves the one that was chosen before.
function tell(input, several = "") {
  const paper = input.closest("[data-paper]"), line = paper.querySelector("[data-chosen]"), [file] = input.files;
  const refusal = several || (file ? refusalOf(file, Number(input.dataset.most)) : "");
  if (refusal && !several) input.value = "";
  line.textContent = refusal || (file ? `Chosen: ${file.name}, ${sizeOf(file.size)}. It is attached when you save.` : "");
  line.className = refusal ? "c-error" : "c-hint";
  if (refusal) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const another = paper.querySelector("input[data-upload]");
  if (!file || refusal || !another || another.checked) return;
  another.checked = true;
  another.dispatchEvent(new Event("input", { bubbles: true }));
}
document.addEventListener("change", ({ target }) => {
  const paper = target.closest("[data-paper]");
  if (!paper) return;
  const input = paper.querySelector("input[type=file]");
  if (target.matches("input[type=radio]:not([data-upload])")) input.value = ""; // that one is chosen instead
  if (target.matches("input[type=file], input[type=radio]")) tell(input);
});
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.(".c-drop");
    if (!zone || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]"), { files } = event.dataTransfer;
    if (files.length === 1) input.files = files;
    const [before] = input.files, stays = before ? ` ${before.name} stays chosen.` : "";
    tell(input, files.length > 1 ? `These are ${files.length} files. Put them into one PDF, and drop that.${stays}` : "");
  });
}
