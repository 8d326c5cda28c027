// The countdown to the automatic log-out (A9). The server decides; this only shows, warns and asks for more time.
const dialog = document.querySelector("dialog[data-session]");
const form = dialog?.querySelector("[data-session-extend]");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
const idle = Number(dialog?.dataset.idle ?? 0);
const warning = Number(dialog?.dataset.warning ?? 0);
let endsAt = Date.now() + idle * 1000;

function secondsLeft() {
  return Math.max(0, Math.round((endsAt - Date.now()) / 1000));
}

function clock(seconds) {
  const part = (value) => String(value).padStart(2, "0");
  return `${part(Math.floor(seconds / 60))}:${part(seconds % 60)}`;
}

function show() {
  const left = secondsLeft();
  for (const place of document.querySelectorAll("[data-session-left]")) place.textContent = clock(left);
  for (const part of document.querySelectorAll("[data-session-countdown]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-session-static]")) part.hidden = true;
  if (left === 0) {
    atTheEnd();
  } else if (left <= warning && !dialog.open) {
    dialog.showModal();
    keepDraft();
  } else if (left > warning && dialog.open) {
    dialog.close();
  }
}

function extendTo(seconds) {
  endsAt = Date.now() + seconds * 1000;
  show();
}

// Downloads and other tabs may have kept the session alive without this page: ask before giving up.
async function atTheEnd() {
  if (ending) return;
  ending = true;
  const seconds = await secondsAtTheServer();
  if (seconds > 0) {
    ending = false;
    extendTo(seconds);
    return;
  }
  clearInterval(timer);
  await keepDraft();
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`${dialog.dataset.login || "/"}?weiter=${here}`); // it says why, and leads back here
}

// Seconds left, 0 when the session has ended for certain, -1 when the server cannot be asked.
async function secondsAtTheServer() {
  if (!dialog.dataset.state) return -1;
  try {
    const answer = await fetch(dialog.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.redirected || [401, 403].includes(answer.status)) return 0;
    return answer.ok ? Number((await answer.json()).seconds) : -1;
  } catch {
    return -1;
  }
}

// What was typed and not sent yet, kept by the server for the same login (A9). Never what hides what is typed:
// the server looks again and keeps only what the form of this page declares.
async function keepDraft() {
  if (!halfFinished || !dialog.dataset.draft) return;
  const body = new FormData(halfFinished);
  for (const field of halfFinished.elements) {
    if (field.name && isSecret(field)) body.delete(field.name);
  }
  body.set("_page", location.pathname + location.search);
  await fetch(dialog.dataset.draft, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}

function isSecret(field) {
  return ["password", "file"].includes(field.type) || /password|one-time-code|cc-/.test(field.autocomplete);
}

let halfFinished = null;
document.addEventListener("input", (event) => {
  const typedIn = event.target.form;
  if (typedIn && typedIn.method === "post" && typedIn.closest("main")) halfFinished = typedIn;
});

async function stay(event) {
  event.preventDefault();
  const failed = dialog.querySelector("[data-session-failed]");
  failed.hidden = true;
  try {
    const answer = await fetch(event.target.action, {
      method: "POST",
      body: new FormData(event.target),
      headers: { Accept: "application/json" },
    });
    if (answer.redirected || [401, 403, 409].includes(answer.status)) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    const seconds = Number(body.seconds ?? idle);
    extendTo(seconds);
    channel?.postMessage(seconds);
  } catch {
    failed.hidden = false;
  }
}

let timer = 0;
let ending = false;
if (dialog && idle > 0) {
  form?.addEventListener("submit", stay);
  // Escape closes a dialog: here it means "stay", the same as the button.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    form?.requestSubmit();
  });
  channel?.addEventListener("message", (event) => extendTo(Number(event.data)));
  channel?.postMessage(idle); // this page was loaded just now, which is activity for all tabs
  timer = setInterval(show, 1000);
  document.addEventListener("visibilitychange", show);
  show();
}
