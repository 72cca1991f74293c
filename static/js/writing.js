// Writing that is never lost, on each page with a <form data-autosave>: it posts what is typed when it has rested, every five
// seconds of writing without a rest, when the field is left and when the page is. Documents wait for the button. [data-autosave-status] says how it stands.
import { putOnly } from "./fields.js";
import { clock, say, saySignedOut } from "./status.js";
import { sendTwice } from "./tokens.js";

const REST = 2000, LONGEST_UNSAVED = 5000, AGAIN = 10000;
const timers = new WeakMap();
const unsavedSince = new WeakMap();
const underWay = new WeakMap();
const unsaved = new Set();

function typedIn(form) {
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  return typed;
}

// What this tab has sent before, as marks: a save of its own that came late is none of somebody else's.
const MOST_SENT = 12;
function sentKey(form) {
  return `sent:${document.body.dataset.person}:${new URL(form.action).pathname}`;
}
function markOf(texts) {
  let mark = 0x811c9dc5;
  for (const letter of JSON.stringify(texts.map((text) => text.replaceAll("\r\n", "\n").trim()).filter(Boolean).sort())) {
    mark = Math.imul(mark ^ letter.codePointAt(0), 0x01000193) >>> 0;
  }
  return mark;
}
function sentBefore(form) {
  return JSON.parse(sessionStorage.getItem(sentKey(form)) || "[]");
}
function rememberSent(form, typed) {
  const marks = {};
  for (const name of new Set(typed.keys())) marks[name] = markOf(typed.getAll(name));
  sessionStorage.setItem(sentKey(form), JSON.stringify([...sentBefore(form), marks].slice(-MOST_SENT)));
}
function isOwn(form, saved) {
  const sent = sentBefore(form);
  return Object.entries(saved).every(([name, texts]) => sent.some((marks) => (marks[name] ?? markOf([])) === markOf(texts)));
}

// What the answer means for whoever writes. A form that was refused, or saved elsewhere, waits for its button; until
// then unsent.js keeps it as it is.
async function settle(form, answer, typed) {
  if (answer.status === 204) {
    const version = answer.headers.get("X-Version");
    const field = form.elements.saved_version;
    if (version && field) field.value = version;
    const isAll = hasAll(form, typed);
    if (isAll) unsaved.delete(form);
    say(form, isAll ? `Saved ${clock()}` : "Saving…");
    form.dispatchEvent(new CustomEvent("rounds:saved", { detail: { answer, isAll }, bubbles: true }));
  } else if (answer.status === 200 && answer.headers.has("X-Version")) {
    await takeIn(form, answer, typed);
  } else if (answer.redirected || answer.status === 400 || answer.status === 401) {
    saySignedOut(form);
    unkept(form);
  } else if (answer.status === 409) {
    const { version, saved, message } = await answer.json();
    if (form.elements.saved_version && form.elements.saved_version.value !== version && isOwn(form, saved)) {
      form.elements.saved_version.value = version;
      timers.set(form, setTimeout(() => save(form), 0));
      return;
    }
    say(form, `Not saved. ${message} Press the button to see both.`, "warm");
    unkept(form);
  } else if (answer.status >= 500) {
    later(form);
  } else {
    say(form, "Not saved yet: something needs another look. Press the button to see what.", "warm");
    unkept(form);
  }
}
// It is saved, beside what somebody else has saved in fields that nobody touched here: those show it now. A field that was
// touched since stays as it is, and so does the version: the next save asks.
async function takeIn(form, answer, typed) {
  const { saved, also } = await answer.json();
  const isAll = hasAll(form, typed);
  const now = typedIn(form);
  if (Object.keys(saved).every((name) => markOf(now.getAll(name)) === markOf(typed.getAll(name)))) {
    putOnly(form, saved);
    form.elements.saved_version.value = answer.headers.get("X-Version");
  }
  if (isAll) unsaved.delete(form);
  say(form, isAll ? `Saved ${clock()}. ${also}` : "Saving…");
  form.dispatchEvent(new CustomEvent("rounds:saved", { detail: { answer, isAll }, bubbles: true }));
}
function unkept(form, leaving = false) {
  form.dispatchEvent(new CustomEvent("rounds:unsaved", { detail: { leaving }, bubbles: true }));
}
// Was what has just been saved everything, or was something typed since?
function hasAll(form, typed) {
  const plain = (data) => JSON.stringify([...data].filter(([name]) => name !== "saved_version" && name !== "csrf_token"));
  return plain(typed) === plain(typedIn(form));
}

function later(form) {
  say(form, navigator.onLine ? "Not saved yet. Trying again." : "Not saved yet: offline. Trying again.", "warm");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), AGAIN));
  unkept(form);
}

async function save(form, leaving = false) {
  clearTimeout(timers.get(form));
  unsavedSince.delete(form);
  if (!form.isConnected) return;
  await underWay.get(form);
  let typed;
  const send = () => {
    typed = typedIn(form);
    rememberSent(form, typed);
    return fetch(form.action, { method: "POST", body: typed, headers: { "X-Autosave": "1" }, keepalive: leaving });
  };
  const post = sendTwice(send)
    .then((answer) => settle(form, answer, typed), () => later(form))
    .finally(() => underWay.delete(form));
  underWay.set(form, post);
  await post;
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosave]") || event.target.closest("[data-paper]")) return; // "Saved" would not be true of a file
  unsaved.add(form);
  say(form, "Saving…");
  clearTimeout(timers.get(form));
  if (!unsavedSince.has(form)) unsavedSince.set(form, Date.now());
  const left = LONGEST_UNSAVED - (Date.now() - unsavedSince.get(form));
  timers.set(form, setTimeout(() => save(form), Math.max(0, Math.min(REST, left))));
});
// What was put back is saved at once, so that whoever writes on does so from the version that it makes.
// What came from another tab goes on from none of this tab's saves, so those are no excuse to write over.
document.addEventListener("rounds:restored", ({ target, detail }) => {
  if (!target.matches("[data-autosave]")) return;
  if (detail?.isElsewhere) sessionStorage.removeItem(sentKey(target));
  save(target);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.form;
  const isPressing = event.relatedTarget?.form === form && event.relatedTarget?.matches("button"); // that saves it
  if (form && unsaved.has(form) && !isPressing) save(form);
});
function leave() {
  for (const form of unsaved) underWay.has(form) ? unkept(form, true) : save(form, true);
}
window.addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
window.addEventListener("online", () => unsaved.forEach((form) => save(form)));

// A press waits for the save under way: the form then carries the version that the save has made.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    clearTimeout(timers.get(form));
    unsaved.delete(form);
    const saving = underWay.get(form);
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await saving;
    form.requestSubmit(event.submitter);
  },
  true,
);
