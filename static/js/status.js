// The line beside a form that says how it stands: what writing.js and unsent.js use.
// Times are told in the zone of the page, as the server tells them: the reader's own choice, or the school's.
export function clock(at = new Date()) {
  const { clock: hours, zone: timeZone } = document.documentElement.dataset;
  const hour12 = hours === "12";
  return at.toLocaleTimeString("en", { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit", hour12, timeZone });
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
