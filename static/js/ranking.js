// The ranking of a match round: a row is dragged, the numbers follow, and the list is kept when the row is let go.
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-rank-grip]");
  if (!grip || event.button) return;
  const row = grip.closest("[data-rank-row]");
  const list = row.closest("[data-rank-list]");
  event.preventDefault();
  const ends = new AbortController(); // the row moves about, so the whole page listens until it is let go
  row.dataset.dragging = "";

  const drag = (move) => {
    const next = [...list.children].find((one) => {
      const box = one.getBoundingClientRect();
      return one !== row && move.clientY < box.top + box.height / 2;
    });
    if (next !== row.nextElementSibling) list.insertBefore(row, next || null);
  };
  const drop = () => {
    ends.abort();
    delete row.dataset.dragging;
    const before = row.querySelector("input").value;
    list.querySelectorAll("input").forEach((input, place) => { input.value = place + 1; });
    if (row.querySelector("input").value !== before) list.closest("form").requestSubmit();
  };
  document.addEventListener("pointermove", drag, { signal: ends.signal });
  document.addEventListener("pointerup", drop, { signal: ends.signal });
  document.addEventListener("pointercancel", drop, { signal: ends.signal });
});
