// The form of a posting: its steps follow what is typed, and the description and the card show how they will look.

const writing = document.querySelector(".c-writing");

// A line of the template is no description, and a stipend has an amount: neither may go to the board.
function isFilled(typed, { needs, unwritten }) {
  if (needs === "closes" && typed.has("is_rolling")) return true;
  const values = typed.getAll(needs).filter((value) => value.trim());
  const left = unwritten ? unwritten.split("\n") : [];
  if (values.some((value) => value.split("\n").some((line) => left.includes(line.trim())))) return false;
  return values.length > 0 && !(needs === "pay" && values[0] === "stipend" && !typed.get("pay_amount").trim());
}
function follow() {
  const typed = new FormData(writing);
  for (const step of writing.querySelectorAll("[data-step]")) {
    const items = [...step.querySelectorAll("[data-needs]")];
    for (const item of items) {
      const there = isFilled(typed, item.dataset);
      item.toggleAttribute("data-done", there);
      item.querySelector(".u-hidden").textContent = there ? ": Complete" : ": Incomplete";
    }
    const done = items.filter((item) => item.hasAttribute("data-done")).length;
    step.toggleAttribute("data-done", items.length > 0 && done === items.length);
    if (items.length) step.querySelector("[data-count]").textContent = `${done} of ${items.length}`;
  }
}
writing.addEventListener("input", follow);
follow();

// The server draws both previews, with the same rules as the pages themselves.
function drawn(address, place, bodyOf, rest) {
  let pause, drawing;
  async function draw() {
    drawing?.abort();
    drawing = new AbortController();
    const body = bodyOf();
    body.set("csrf_token", writing.elements.csrf_token.value);
    const headers = { "HX-Request": "true", "HX-Target": `${place.localName}#${place.id}` };
    try {
      const answer = await fetch(address, { method: "POST", body, headers, signal: drawing.signal });
      if (answer.ok) place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id).childNodes);
    } catch {
      // The next pause in typing tries again.
    }
  }
  return () => {
    clearTimeout(pause);
    pause = setTimeout(draw, rest);
  };
}
const description = document.getElementById("description");
const drawDescription = drawn("/opportunities/preview", document.getElementById("description-preview"), () => {
  const body = new FormData();
  body.set("description", description.value);
  return body;
}, 400);
const drawCard = drawn("/opportunities/preview/card", document.getElementById("card-preview"), () => new FormData(writing), 700);
writing.addEventListener("input", ({ target }) => (target === description ? drawDescription : drawCard)());

// A new posting that has kept itself is a draft from then on, also for the next press and for a reload.
writing.addEventListener("rounds:saved", (event) => {
  const address = event.detail.answer.headers.get("X-Saved-At");
  if (!address || writing.getAttribute("action") === address) return;
  writing.setAttribute("action", address);
  for (const button of writing.querySelectorAll("[data-hx-post]")) button.setAttribute("data-hx-post", address);
  history.replaceState(null, "", address);
});
