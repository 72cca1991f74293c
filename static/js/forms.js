// A form on its way, on every page: what htmx sends brings its token, and its buttons rest until the answer.

// Forgery protection: a change brings the token of its own form, or of the page.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) return;
  const source = event.detail.ctx.sourceElement;
  const form = request.form || source?.closest("form");
  const token =
    form?.querySelector("input[name=csrf_token]")?.value || document.querySelector("meta[name=csrf-token]")?.content;
  if (token) request.headers["X-CSRFToken"] = token;
});

// Once a form is on its way its buttons rest, so that a double click is one click.
function buttonsOf(form) {
  return [...form.elements].filter((one) => one.matches("button, input[type=submit]"));
}
function rest(form) {
  for (const button of buttonsOf(form)) {
    if (button.disabled) continue;
    button.disabled = true;
    button.dataset.resting = "";
  }
}
function wake(root) {
  for (const button of root.querySelectorAll("[data-resting]")) {
    button.disabled = false;
    delete button.dataset.resting;
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  const opensAside = (event.submitter?.getAttribute("formtarget") || form.getAttribute("target")) === "_blank";
  const isDownload = event.submitter?.hasAttribute("data-download");  // no page follows that would wake them
  if (event.defaultPrevented || form.method !== "post" || opensAside || isDownload) return;
  setTimeout(() => rest(form), 0);
  setTimeout(() => wake(document), 10000);
});
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx.request?.form;
  if (form?.method === "post") rest(form);
});
document.addEventListener("htmx:finally:request", () => wake(document));
window.addEventListener("pageshow", () => wake(document));
