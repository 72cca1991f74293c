// The search box of every page as a combobox: suggestions under it, walked by the arrow keys, chosen by Enter, closed by
// Escape; under the empty box what was searched lately. `/` goes to it. On a phone it takes the whole screen while it has
// the focus. Without it the box is a plain form.
import { announce } from "./announce.js";
import { keyOf } from "./keys.js";
import { draw, forget, remember } from "./recent.js";
import { PHONE, goInstead, leaveStep, takeStep } from "./steps.js";

(() => {
  const box = document.querySelector("[data-suggest]");
  if (!box) return;
  const list = () => document.getElementById("suggestions");
  const options = () => [...list().querySelectorAll("[role=option]")];
  let here = -1;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-keyshortcuts", "/");

  function show(open) {
    const has = open && options().length > 0;
    list().hidden = !has;
    box.setAttribute("aria-expanded", String(has));
    if (!has) choose(-1);
  }

  function choose(number) {
    here = number;
    options().forEach((one, place) => one.setAttribute("aria-selected", String(place === here)));
    const chosen = options()[here];
    if (chosen) {
      box.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  // An answer to what is no longer in the box comes too late; under an empty box stands what was searched lately.
  box.addEventListener("htmx:before:swap", (event) => {
    const asked = new URL(event.detail.ctx.request.action, location.href).searchParams.get("q");
    if (asked !== box.value || box.value.trim() === "") event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target !== box && !list().contains(event.target) && event.detail?.ctx?.sourceElement !== box) return;
    here = -1;
    show(document.activeElement === box);
    const count = options().length;
    if (!list().hidden) announce(`${count} ${count === 1 ? "suggestion" : "suggestions"}, arrow keys to choose`);
  });

  box.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (list().hidden) show(true);
      choose(here === -1 && step === -1 ? count - 1 : ((here + step + 1 + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && here !== -1 && !list().hidden) {
      event.preventDefault();
      options()[here].click();
    } else if (event.key === "Escape" && !list().hidden) {
      event.preventDefault();
      show(false);
    }
  });

  function showRecent() {
    if (box.value.trim() !== "") return;
    draw(list(), box.form.action);
    show(true);
  }
  function leave() {
    show(false);
    box.form.removeAttribute("data-whole");
  }

  // Over the whole screen it is a step of its own, whose place a search or a suggestion takes.
  let step = null;
  function takeWhole() {
    box.form.toggleAttribute("data-whole", PHONE.matches);
    if (PHONE.matches) step = takeStep(() => {
      step = null;
      leave();
      box.blur();
    });
  }
  function goInsteadOfStep(event, address) {
    if (!step) return;
    event.preventDefault();
    goInstead(step, address);
    step = null;
  }
  function cancel() {
    box.value = box.defaultValue;
    list().replaceChildren();
    leave();
    document.activeElement.blur();
    leaveStep(step);
    step = null;
  }

  box.addEventListener("input", showRecent);
  box.addEventListener("focus", () => {
    takeWhole();
    if (box.value.trim() !== "") show(true);
    else showRecent();
  });
  document.addEventListener("focusout", (event) => {
    const goes = event.relatedTarget;
    if (event.target === box && !list().contains(goes)) show(false);
    if (box.form.contains(event.target) && !box.form.contains(goes)) leave();
  });
  box.form.addEventListener("submit", (event) => {
    remember(box.value.trim());
    goInsteadOfStep(event, `${box.form.action}?${new URLSearchParams({ q: box.value })}`);
  });
  box.form.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (event.target.closest("[data-leave]")) {
      cancel();
    } else if (event.target.closest("[data-forget]")) {
      event.preventDefault();
      forget();
      showRecent();
      announce("Recent searches are forgotten");
    } else if (option) goInsteadOfStep(event, option.href);
  });
  document.addEventListener("keydown", (event) => {
    if (keyOf(event) !== "/") return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  // A press on a suggestion must not take the focus out of the box before it is followed.
  document.addEventListener("mousedown", (event) => list().contains(event.target) && event.preventDefault());
})();
