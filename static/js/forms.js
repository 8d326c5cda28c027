// Forms: the error summary takes focus, passwords can be shown, a form is sent once. All tasks work without it.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

// Browser texts, icons and wording come from the page: <template id="show-password">.
const template = document.getElementById("show-password");
if (template) {
  for (const input of document.querySelectorAll('input[type="password"]')) addToggle(input);
}

function addToggle(input) {
  const frame = document.createElement("div");
  frame.className = "password-field";
  input.replaceWith(frame);
  frame.append(input, template.content.cloneNode(true));
  const button = frame.querySelector("button");
  const label = button.querySelector("span");
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.dataset.shown = show ? "yes" : "no";
    label.textContent = show ? button.dataset.hide : button.dataset.show;
  });
  // Password managers and browsers must see a password field when the form leaves.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

// Back from the cache of the browser: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
