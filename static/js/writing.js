// Writing that is never lost: <form data-autosave> posts what is typed when it has rested, when the field is left and
// when the page is. Files wait for the button. [data-autosave-status] says how it stands.
const REST = 2000, AGAIN = 10000;
const timers = new WeakMap();
const underWay = new WeakMap();
const unsaved = new Set();

function say(form, words, tone = "") {
  const status = form.querySelector("[data-autosave-status]");
  if (!status || status.textContent === words) return;
  status.textContent = words;
  status.dataset.tone = tone;
}

function clock() {
  const hour12 = document.documentElement.dataset.clock === "12";
  return new Date().toLocaleTimeString("en", { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit", hour12 });
}

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

// What the answer means for whoever writes. A form that was refused, or saved elsewhere, waits for its button.
async function settle(form, answer) {
  if (answer.status === 204) {
    const version = answer.headers.get("X-Version");
    const field = form.elements.saved_version;
    if (version && field) field.value = version;
    unsaved.delete(form);
    say(form, `Saved ${clock()}`);
    form.dispatchEvent(new CustomEvent("rounds:saved", { detail: answer, bubbles: true }));
  } else if (answer.redirected || answer.status === 401) {
    say(form, "Not saved: you are signed out. Press the button to sign in; what you typed comes with you.", "warm");
  } else if (answer.status === 409) {
    const { version, saved } = await answer.json();
    if (form.elements.saved_version && form.elements.saved_version.value !== version && isOwn(form, saved)) {
      form.elements.saved_version.value = version;
      timers.set(form, setTimeout(() => save(form), 0));
      return;
    }
    unkept(form);
    say(form, "Not saved: somebody saved this elsewhere meanwhile. Press the button to see both.", "warm");
  } else if (answer.status >= 500) {
    later(form);
  } else {
    unkept(form);
    say(form, "Not saved yet: something needs another look. Press the button to see what.", "warm");
  }
}

// What the form's own address does not take is kept as it is, by unsent.js.
function unkept(form) {
  form.dispatchEvent(new CustomEvent("rounds:unsaved", { bubbles: true }));
}

function later(form) {
  say(form, navigator.onLine ? "Not saved yet. Trying again." : "Not saved yet: offline. Trying again.", "warm");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), AGAIN));
}

async function save(form, leaving = false) {
  clearTimeout(timers.get(form));
  if (!form.isConnected) return;
  await underWay.get(form);
  const typed = typedIn(form);
  rememberSent(form, typed);
  const post = fetch(form.action, { method: "POST", body: typed, headers: { "X-Autosave": "1" }, keepalive: leaving })
    .then((answer) => settle(form, answer), () => later(form))
    .finally(() => underWay.delete(form));
  underWay.set(form, post);
  await post;
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosave]")) return;
  unsaved.add(form);
  say(form, "Saving…");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), REST));
});
// What was put back is saved at once, so that whoever writes on does so from the version that it makes.
document.addEventListener("rounds:restored", (event) => event.target.matches("[data-autosave]") && save(event.target));
document.addEventListener("focusout", (event) => {
  const form = event.target.form;
  if (form && unsaved.has(form) && !form.contains(event.relatedTarget)) save(form);
});
function leave() {
  for (const form of unsaved) if (!underWay.has(form)) save(form, true);
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

// <button data-count-answers="12"> says how many of a form's questions are answered.
function countAnswers() {
  for (const button of document.querySelectorAll("[data-count-answers]")) {
    const given = new Set([...new FormData(button.form).keys()].filter((name) => name.startsWith("question-"))).size;
    button.textContent = `Submit ${given} of ${button.dataset.countAnswers} answers`;
  }
}
document.addEventListener("change", countAnswers);
window.addEventListener("pageshow", countAnswers);
countAnswers();
