// Passkeys: <form data-passkey="create" data-passkey-options="address"> (or "get") asks the address what is to be signed,
// has the browser make or use a passkey, and posts what it answers in its field `credential`. Without this file, or in a
// browser that knows no passkeys, the form stays hidden and the sentence before it stands.
const KNOWN = Boolean(window.PublicKeyCredential && navigator.credentials);
const ASKS = { create: (publicKey) => navigator.credentials.create({ publicKey }), get: (publicKey) => navigator.credentials.get({ publicKey }) };
const WORDS = {
  InvalidStateError: "This device has a passkey for your account already.",
  NotAllowedError: "No passkey was used. Try again, or sign in another way.",
  SecurityError: "Passkeys do not work at this address. Open Rounds by the address that your school gave you.",
};
const ready = new WeakSet();

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
// What the server asks: JSON, in which bytes are base64url.
function asked(options) {
  const described = (all) => all?.map((each) => ({ ...each, id: bytes(each.id) }));
  const known = { ...options, challenge: bytes(options.challenge) };
  if (options.user) known.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) known.excludeCredentials = described(options.excludeCredentials);
  if (options.allowCredentials) known.allowCredentials = described(options.allowCredentials);
  return known;
}
// What the browser answers, as JSON of the same kind.
function answered(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}
async function answerOf(form) {
  const answer = await fetch(form.dataset.passkeyOptions, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error("no options");
  return answered(await ASKS[form.dataset.passkey](asked(await answer.json())));
}
function tell(form, words) {
  const place = form.querySelector("[data-passkey-error]");
  place.hidden = !words;
  place.textContent = words;
}
async function press(event) {
  const form = event.currentTarget;
  if (ready.has(form)) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  tell(form, "");
  try {
    form.elements.credential.value = await answerOf(form);
    button.disabled = false;
    ready.add(form);
    form.requestSubmit();
  } catch (error) {
    tell(form, WORDS[error.name] || "That did not work. Reload the page and try again.");
    button.disabled = false;
  }
}
if (KNOWN) {
  document.querySelectorAll("[data-passkey-missing]").forEach((words) => words.remove());
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", press);
  }
}
