// A new password is typed once: a button below its field shows what was typed. Without this file it stays hidden, and
// whoever mistyped it sets another by email.
import { announce } from "./announce.js";

for (const field of document.querySelectorAll('input[type="password"][autocomplete="new-password"]')) {
  const button = document.createElement("button");
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide password" : "Show password";
  };
  button.type = "button";
  button.className = "c-link-button";
  button.addEventListener("click", () => {
    show(field.type === "password");
    announce(field.type === "text" ? "Your password is shown" : "Your password is hidden");
  });
  field.form.addEventListener("submit", () => show(false)); // browsers offer to save what is a password
  show(false);
  field.after(button);
}
