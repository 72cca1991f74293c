// The token that a form brings, where its reader has signed in anew: writing.js and unsent.js ask for another one, and so
// does a form that came back for its token.
const person = document.body.dataset.person;

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
