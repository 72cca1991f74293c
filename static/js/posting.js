// The form of a posting: the checklist follows what is typed, and the description shows how it will look.

const writing = document.querySelector(".c-writing");

function follow() {
  const typed = new FormData(writing);
  for (const item of writing.querySelectorAll("[data-needs]")) {
    const there = typed.getAll(item.dataset.needs).some((value) => value.trim());
    item.toggleAttribute("data-done", there);
    item.querySelector(".u-hidden").textContent = there ? ": there" : ": missing";
  }
}
writing.addEventListener("input", follow);
follow();

// The server draws the preview, with the same rules as the page itself.
const preview = document.getElementById("description-preview");
const description = document.getElementById("description");
let pause, drawing;
async function draw() {
  drawing?.abort();
  drawing = new AbortController();
  const body = new FormData();
  body.set("csrf_token", writing.elements.csrf_token.value);
  body.set("description", description.value);
  const headers = { "HX-Request": "true", "HX-Target": "div#description-preview" };
  try {
    const answer = await fetch("/opportunities/preview", { method: "POST", body, headers, signal: drawing.signal });
    if (answer.ok) preview.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild.childNodes);
  } catch {
    // The next pause in typing tries again.
  }
}
description.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(draw, 400);
});

// A new posting that has kept itself is a draft from then on, also for the next press and for a reload.
writing.addEventListener("rounds:saved", (event) => {
  const address = event.detail.answer.headers.get("X-Saved-At");
  if (!address || writing.getAttribute("action") === address) return;
  writing.setAttribute("action", address);
  for (const button of writing.querySelectorAll("[data-hx-post]")) button.setAttribute("data-hx-post", address);
  history.replaceState(null, "", address);
});
