// What makes the pages nicer; every one of them works without it.

// Once a form is on its way its buttons rest, so that a double click is one click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]").forEach((button) => (button.disabled = false));
});

// A refused form shows its summary first.
document.querySelector("[data-focus]")?.focus();
