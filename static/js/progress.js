// The report of an import, whose work takes a while: <form data-progress="address" data-progress-most="2119"> asks the
// address how far it is. A form whose answer takes a while, and counts nothing, says so: <form data-wait="Reading …">.

for (const form of document.querySelectorAll("[data-wait]")) {
  form.addEventListener("submit", () => {
    const words = document.createElement("p");
    const bar = document.createElement("progress");
    words.setAttribute("role", "status");
    bar.className = "c-bar-progress";
    bar.setAttribute("aria-label", "Under way");
    form.append(bar, words);
    words.textContent = form.dataset.wait;
  });
}
for (const form of document.querySelectorAll("[data-progress]")) {
  form.addEventListener("submit", () => {
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    bar.max = Number(form.dataset.progressMost);
    bar.className = "c-bar-progress";
    bar.setAttribute("aria-label", "Rows written");
    words.setAttribute("role", "status");
    words.textContent = "Writing. Nothing counts before the last row: if you leave now, nothing is written.";
    form.append(bar, words);
    setInterval(async () => {
      const answer = await fetch(form.dataset.progress).catch(() => null);
      if (answer?.ok) bar.value = (await answer.json()).done;
    }, 700);
  });
}
