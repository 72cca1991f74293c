// What writing.js and unsent.js share: the line beside a form that says how it stands, and the token that a form brings.
const person = document.body.dataset.person;

export function clock(at = new Date()) {
  const hour12 = document.documentElement.dataset.clock === "12";
  return at.toLocaleTimeString("en", { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit", hour12 });
}

function lineOf(form) {
  let line = form.querySelector("[data-autosave-status], [data-unsent-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "c-hint";
    line.dataset.unsentStatus = "";
    line.setAttribute("role", "status");
    form.append(line);
  }
  return line;
}
export function say(form, words, tone = "") {
  const line = lineOf(form);
  if (line.textContent === words) return;
  line.textContent = words;
  line.dataset.tone = tone;
}
export function saySignedOut(form) {
  say(form, "Not saved: you are signed out. ", "warm");
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in to keep it";
  lineOf(form).append(link);
}

// Who signs in anew, perhaps in another tab, gets a new token; a page of somebody else's stays as it is.
export async function renewTokens() {
  const now = await fetch("/account/unsent/token").then((answer) => (answer.ok ? answer.json() : null), () => null);
  if (!now?.person || (person && person !== String(now.person))) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = now.token;
  return true;
}
// `send` answers what the server did; where the token or the session was over, it is asked once more with a new one.
export async function sendTwice(send) {
  const answer = await send();
  return [400, 401].includes(answer.status) && (await renewTokens()) ? send() : answer;
}

// <form data-renew> may be older than its reader's session: it fetches a token before it is sent.
const renewed = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-renew]") || renewed.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  renewed.add(form);
  await renewTokens();
  form.requestSubmit(event.submitter);
  renewed.delete(form);
}, true);
