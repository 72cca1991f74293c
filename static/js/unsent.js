// What is written and not sent is never lost, on every page of whoever is signed in: each form keeps a copy of itself in
// this tab, for a crash, a lost connection or the way back, and another on the server, for another tab or another device.
// Both are gone once the form is sent; this tab's is gone when the tab is closed or its person signs out.
import { TYPED, bringLabels, drawRows, fieldsOf, labelsOf, put, same } from "./fields.js";
import { clock, say, saySignedOut } from "./status.js";
import { sendTwice } from "./tokens.js";

const person = document.body.dataset.person;
const REST = 1500, AGAIN = 10000;
const timers = new WeakMap();
const dirty = new Set();
// Forms that save themselves, and could not; forms of which only this tab has a copy.
const refused = new Set(), onlyHere = new Set();

function isKept(form) {
  return form?.method === "post" && !form.matches("[data-no-copy]") && form.querySelector("textarea, input:not([type]), " +
    "input[type=text], input[type=radio]") && !form.querySelector("input[type=password]");
}
function addressOf(form) {
  return form.dataset.unsent || new URL(form.getAttribute("action") || location.href, location.href).pathname;
}
function keyOf(address) {
  return `unsent:${person}:${address}`;
}
// The copy in this tab.
function keepHere(form) {
  const kept = { at: Date.now(), fields: fieldsOf(form), once: form.elements.once?.value };
  try {
    sessionStorage.setItem(keyOf(addressOf(form)), JSON.stringify(kept));
  } catch {
    // The tab's storage is full or closed: the server's copy has to do.
  }
}
function here(address) {
  return JSON.parse(sessionStorage.getItem(keyOf(address)) || "null");
}

// The copy on the server. Forms that save themselves have theirs already, and say themselves how it stands.
async function keepThere(form, leaving = false) {
  clearTimeout(timers.get(form));
  const savesItself = form.matches("[data-autosave]");
  if (!dirty.has(form) || (savesItself && !refused.has(form))) return;
  const tell = savesItself ? () => {} : say;
  const typed = JSON.stringify(fieldsOf(form));
  const send = () => fetch("/account/unsent", { method: "POST", body: bodyOf(form), keepalive: leaving });
  const answer = await sendTwice(send).catch(() => null);
  if (savesItself && !refused.has(form)) return forgetThere(form); // it has saved itself meanwhile
  onlyHere.add(form);
  if (answer === null || answer.status >= 500) {
    tell(form, navigator.onLine ? "Not kept yet. Trying again." : "Not kept yet: offline. Trying again.", "warm");
    if (!savesItself) timers.set(form, setTimeout(() => keepThere(form), AGAIN));
  } else if (answer.status === 204) {
    onlyHere.delete(form);
    if (typed !== JSON.stringify(fieldsOf(form))) return; // more was typed since, and its own turn comes
    dirty.delete(form);
    tell(form, `Kept ${clock()}, not sent yet`);
  } else if (answer.status === 401 || answer.status === 400) {
    if (answer.headers.get("X-Kept")) onlyHere.delete(form);
    saySignedOut(form);
  }
  guard();
}
function bodyOf(form) {
  const body = new FormData();
  for (const [name, value] of fieldsOf(form)) body.append(name, value);
  if (form.elements.once) body.set("once", form.elements.once.value);
  body.set("field_labels", labelsOf(form));
  body.set("unsent-address", addressOf(form));
  body.set("unsent-page", location.pathname);
  body.set("unsent-title", document.querySelector("h1")?.textContent.trim().slice(0, 200) || "");
  body.set("csrf_token", form.elements.csrf_token?.value || "");
  return body;
}
function forgetThere(form) {
  const body = new FormData();
  body.set("unsent-address", addressOf(form));
  body.set("unsent", form.elements.unsent?.value || "");
  body.set("csrf_token", form.elements.csrf_token?.value || "");
  return fetch("/account/unsent/forget", { method: "POST", body }).catch(() => null);
}
// Closing the tab asks first while what was written is nowhere else.
function warn(event) {
  if (!onlyHere.size) return;
  event.preventDefault();
  event.returnValue = true;
}
function guard() {
  window.removeEventListener("beforeunload", warn);
  if (onlyHere.size) window.addEventListener("beforeunload", warn);
}
function settled(form) {
  for (const forms of [dirty, refused, onlyHere]) forms.delete(form);
  guard();
}

function touched(event) {
  const form = event.target.form;
  if (!isKept(form) || !event.target.matches(TYPED)) return;
  if (form.matches("[data-ticks=application]") && !event.target.matches("textarea")) return;
  mark(form);
  dirty.add(form);
  keepHere(form);
  if (form.matches("[data-autosave]")) return;
  say(form, "Keeping what you write…");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keepThere(form), REST));
}
// The server hears that the form had a copy, and tells the next page when it has arrived.
function mark(form, copy = "tab") {
  if (form.elements.unsent) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "unsent", value: copy });
  form.append(field);
}
function leave() {
  for (const form of dirty) keepThere(form, true);
}
// What is put back is told, and may be thrown away.
function tell(form, at) {
  const note = document.createElement("p"), button = document.createElement("button");
  Object.assign(note, { className: "c-note", role: "status" }).dataset.tone = "warm";
  const day = new Date(at).toLocaleDateString("en", { dateStyle: "medium" });
  const today = day === new Date().toLocaleDateString("en", { dateStyle: "medium" });
  note.textContent = `What you wrote ${today ? "" : `on ${day} `}at ${clock(new Date(at))} and did not send is back. `;
  Object.assign(button, { type: "button", className: "c-button", textContent: "Throw it away" });
  button.addEventListener("click", async () => {
    sessionStorage.removeItem(keyOf(addressOf(form)));
    settled(form);
    clearTimeout(timers.get(form));
    await forgetThere(form);
    form.reset();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    note.remove();
  });
  note.append(button);
  form.prepend(note);
}
// Was it written from what the page shows? In a form that saves itself it takes no place of what was saved since.
function isOfThisVersion(form, kept) {
  const shown = form.matches("[data-autosave]") && form.elements.saved_version?.value;
  return !shown || kept.fields.every(([name, value]) => name !== "saved_version" || value === shown);
}
async function bringBack(form, kept, isElsewhere = false) {
  if (!kept) return;
  if (same(form, kept.fields)) return sessionStorage.removeItem(keyOf(addressOf(form)));
  put(form, kept); // at once: what is typed while the rows are drawn is newer
  await drawRows(form, kept.fields);
  mark(form, kept.id);
  tell(form, kept.at);
  for (const control of form.elements) {
    if (control.matches("textarea, input:not([type=hidden])")) control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.dispatchEvent(new CustomEvent("rounds:restored", { bubbles: true, detail: { isElsewhere } }));
}
// What was written elsewhere, each by its name, in one note for all of them. Sending the form leaves it where it is.
function point(kept, form) {
  form?.elements.unsent?.remove();
  if (form) mark(form, "beside");
  const note = document.getElementById("unsent-note") || document.createElement("p");
  const known = note.children.length, link = document.createElement("a");
  Object.assign(link, known < 3 ? { href: kept.href, textContent: kept.title } : { href: "/account/unsent", textContent: "more" });
  if (!known) {
    Object.assign(note, { id: "unsent-note", className: "c-note", textContent: "You wrote something that is not sent yet: " });
    note.dataset.tone = "warm";
    document.getElementById("notices")?.append(note);
  }
  if (known < 4) note.append(known ? ", " : "", link);
}
function forgetSent() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("rounds-sent="));
  const addresses = decodeURIComponent(cookie?.slice("rounds-sent=".length) ?? "").split(" ");
  addresses.forEach((address) => sessionStorage.removeItem(keyOf(address)));
  if (cookie) document.cookie = "rounds-sent=; max-age=0; path=/; samesite=lax";
}
// What somebody else wrote in this tab is none of this person's.
function forgetOthers() {
  const others = Object.keys(sessionStorage).filter((key) => /^(unsent|sent):/.test(key) && key.split(":")[1] !== person);
  for (const key of others) sessionStorage.removeItem(key);
}
async function begin() {
  forgetOthers();
  forgetSent();
  const forms = [...document.forms].filter(isKept);
  const refused = document.querySelector(".c-summary[role=alert], [aria-invalid=true]");
  if (refused) return forms.filter((form) => here(addressOf(form))).forEach((form) => (mark(form), keepHere(form)));
  if (!forms.length) return;
  const before = new Map(forms.map((form) => [form, here(addressOf(form))]));
  for (const form of forms) await bringBack(form, before.get(form));
  const asked = `/account/unsent/here?page=${encodeURIComponent(location.pathname)}`;
  const there = await fetch(asked).then((answer) => (answer.ok ? answer.json() : []), () => []);
  for (const kept of there) {
    const form = forms.find((one) => addressOf(one) === kept.address);
    const newer = !before.get(form) || before.get(form).at < Date.parse(kept.at);
    if (!form) point(kept);
    else if (newer && !dirty.has(form) && isOfThisVersion(form, kept)) await bringBack(form, kept, true);
    else if ((newer || dirty.has(form)) && !same(form, kept.fields)) point(kept, form);
  }
}

if (person) {
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("submit", ({ target }) => isKept(target) && bringLabels(target), true);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  window.addEventListener("online", () => dirty.forEach((form) => keepThere(form)));
  document.addEventListener("rounds:saved", ({ target, detail }) => {
    refused.delete(target);
    const before = addressOf(target), now = detail.answer.headers.get("X-Saved-At") || before;
    if (detail.isAll || now !== before) sessionStorage.removeItem(keyOf(before)); // what was new is a thing by now
    if (detail.isAll) settled(target); else if (now !== before) setTimeout(() => keepHere(target)); // under the address that posting.js gives it
  }, true);
  document.addEventListener("rounds:unsaved", ({ target, detail }) => {
    refused.add(target);
    dirty.add(target);
    keepThere(target, detail.leaving);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href^='/sign-in']")) window.removeEventListener("beforeunload", warn); // it leads back
  });
  document.addEventListener("htmx:finally:request", forgetSent);
  document.addEventListener("submit", (event) => {
    clearTimeout(timers.get(event.target));
    if (new URL(event.target.action, location.href).pathname === "/sign-out") sessionStorage.clear();
    else if (dirty.has(event.target)) keepHere(event.target);
    settled(event.target);
  });
  window.addEventListener("pageshow", (event) => event.persisted && forgetSent());
  begin();
}
