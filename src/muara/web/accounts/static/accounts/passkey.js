// Show what needs a passkey only where the browser knows passkeys; say so where one was cancelled.
const forms = document.querySelectorAll("#mfa_login, #webauthn_form");
if (window.PublicKeyCredential) for (const form of forms) form.hidden = false;

document.addEventListener("allauth.error", (event) => {
  // A person who closes the dialogue has not broken anything.
  if (event.detail?.exception?.name === "NotAllowedError") event.preventDefault();
});
