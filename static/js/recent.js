// The latest searches, in this browser alone: under the empty search box, for whoever searched. A visitor's are gone with
// the tab; a member's are gone when they sign out, and when they say so.
const MOST = 8;
const person = document.body.dataset.person;
const key = `searches:${person || ""}`;
const storage = () => (person ? localStorage : sessionStorage);

function latest() {
  try {
    return JSON.parse(storage().getItem(key) || "[]");
  } catch {
    return []; // the storage is closed to us
  }
}
export function remember(words) {
  if (!words) return;
  try {
    storage().setItem(key, JSON.stringify([words, ...latest().filter((other) => other !== words)].slice(0, MOST)));
  } catch {
    // It is full or closed: nothing is kept, and the search goes on.
  }
}
export function forget() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("searches:")) localStorage.removeItem(name);
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

// Options in the list of suggestions, the last of which forgets the others.
export function draw(list, address) {
  const searches = latest();
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Recent searches");
  const title = group.appendChild(document.createElement("p"));
  title.setAttribute("role", "presentation");
  title.textContent = "Recent searches";
  searches.forEach((words, place) => {
    const option = group.appendChild(optionOf(`recent-${place + 1}`, words));
    option.href = `${address}?${new URLSearchParams({ q: words })}`;
  });
  const last = group.appendChild(optionOf("recent-forget", "Forget these searches"));
  last.href = address;
  last.dataset.forget = "";
  list.replaceChildren(...(searches.length ? [group] : []));
}
function optionOf(id, words) {
  const option = document.createElement("a");
  option.id = id;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.tabIndex = -1;
  option.textContent = words;
  return option;
}

document.addEventListener("submit", (event) => {
  if (new URL(event.target.action, location.href).pathname === "/sign-out") forget();
});
