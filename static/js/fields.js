// What a form holds of its writer's own, and how it is put back: what unsent.js uses.
export const TYPED = [
  "textarea", "select", "input:not([type])", "input[type=text]", "input[type=url]", "input[type=email]", "input[type=tel]",
  "input[type=number]", "input[type=date]", "input[type=time]", "input[type=datetime-local]", "input[type=radio]",
  "input[type=checkbox]",
].join(", ");

export function fieldsOf(form) {
  // Whom a message was meant for is ticked anew: what is brought back must not be decided about by another button.
  const left = ["csrf_token", "unsent", "once", "field_labels", ...(form.matches("[data-ticks]") ? [form.dataset.ticks] : [])];
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !left.includes(name) && !name.startsWith("seen-"));
}
// What the fields are called and what is chosen in them, in the words of the page: whichever page gives it back uses them.
export function labelsOf(form) {
  const labels = { "": [plain(document.querySelector("h1")), {}] }; // what the page is called
  for (const control of form.elements) {
    const isHidden = control.type === "hidden" && control.dataset.label;
    if (!control.name || !(isHidden || control.matches(TYPED))) continue;
    const own = isHidden ? control.dataset.label : plain(control.labels?.[0]) || control.getAttribute("aria-label") || "";
    const isTick = control.matches("input[type=radio], input[type=checkbox]");
    const group = isTick && plain(control.closest("fieldset")?.querySelector("legend"));
    const [, choices] = (labels[control.name] ||= [group || own, {}]);
    if (isHidden) choices[control.value] = control.dataset.words;
    else if (control.checked) choices[control.value] = group ? own : "Yes";
    else if (control.selectedOptions) for (const option of control.selectedOptions) choices[option.value] = plain(option);
  }
  return JSON.stringify(labels);
}
// With them a form can be given back, though its session has ended.
export function bringLabels(form) {
  form.querySelector("input[name=field_labels]")?.remove();
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "field_labels", value: labelsOf(form) });
  form.append(field);
}
function plain(element) {
  const copy = element?.cloneNode(true);
  for (const part of copy?.querySelectorAll(".c-hint, .c-error, textarea, select") || []) part.remove();
  return copy?.textContent.replace(/\s+/g, " ").trim() || "";
}
// With the token of the form that was written, so that whatever that one has made already is not made again.
export function put(form, { fields, once }) {
  if (once && form.elements.once) form.elements.once.value = once;
  const typed = new Map();
  for (const [name, value] of fields) typed.set(name, [...(typed.get(name) || []), value]);
  for (const control of form.elements) {
    if (control.name === form.dataset.ticks) continue;
    if (!control.name || !(control.matches(TYPED) || control.name === "saved_version")) continue;
    fill(control, typed.get(control.name) || []);
  }
}
// The fields of these names, and no others; a name without values is emptied.
export function putOnly(form, texts) {
  for (const control of form.elements) {
    if (control.name in texts) fill(control, texts[control.name].length ? [...texts[control.name]] : [""]);
  }
}
function fill(control, values) {
  if (control.matches("input[type=radio], input[type=checkbox]")) control.checked = values.includes(control.value);
  else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
  else if (values.length) control.value = values.shift();
}
// A page that shows what was just sent (its `unsent` is "page") has fewer fields than the form that sent it: of those alone.
export function same(form, fields) {
  const shown = form.elements.unsent?.value === "page" && [...form.elements].filter((one) => one.matches(TYPED));
  const names = shown && new Set(shown.map((one) => one.name));
  const counts = (name) => (names ? names.has(name) : name !== "saved_version");
  const plain = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value && counts(name))
    .map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]).sort());
  return plain(fields) === plain(fieldsOf(form));
}
// Rows that were added or taken away while one wrote: the form's own page draws them as they were.
export async function drawRows(form, fields) {
  const places = [...form.querySelectorAll("[data-rows]")];
  if (!places.length) return;
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.set("press", "show");
  body.set("csrf_token", form.elements.csrf_token?.value || "");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of places) {
    const drawn = page.getElementById(place.id);
    if (!drawn) continue;
    place.replaceWith(drawn);
    window.htmx?.process(drawn);
  }
}
