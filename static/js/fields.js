// What a form holds of its writer's own, and how it is put back: what unsent.js uses.
export const TYPED = [
  "textarea", "select", "input:not([type])", "input[type=text]", "input[type=url]", "input[type=email]", "input[type=tel]",
  "input[type=number]", "input[type=date]", "input[type=time]", "input[type=datetime-local]", "input[type=radio]",
  "input[type=checkbox]",
].join(", ");

export function fieldsOf(form) {
  // Whom a message was meant for is ticked anew: what is brought back must not be decided about by another button.
  const left = ["csrf_token", "unsent", "once", ...(form.matches("[data-applicants]") ? ["application"] : [])];
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !left.includes(name) && !name.startsWith("seen-"));
}
export function put(form, fields) {
  const typed = new Map();
  for (const [name, value] of fields) typed.set(name, [...(typed.get(name) || []), value]);
  for (const control of form.elements) {
    if (control.name === "application" && form.matches("[data-applicants]")) continue;
    if (!control.name || !(control.matches(TYPED) || control.name === "saved_version")) continue;
    const values = typed.get(control.name) || [];
    if (control.matches("input[type=radio], input[type=checkbox]")) control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) control.value = values.shift();
  }
}
export function same(form, fields) {
  const plain = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value && name !== "saved_version")
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
