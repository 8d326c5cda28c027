// The bank's name next to the IBAN while it is being typed (B2). The server decides; without this the check page tells.
// <p role="status" data-iban-bank="id_iban" data-url="/stammdaten/iban/"></p>
const SHORTEST = 15; // characters of the shortest IBAN
const PAUSE = 400; // milliseconds without typing

for (const place of document.querySelectorAll("[data-iban-bank]")) {
  const input = document.getElementById(place.dataset.ibanBank);
  let timer, asked;
  const look = () => {
    clearTimeout(timer);
    asked?.abort();
    place.textContent = "";
    if (input.value.replace(/\s/g, "").length < SHORTEST) return;
    timer = setTimeout(() => {
      asked = new AbortController();
      tell(place, input, asked.signal);
    }, PAUSE);
  };
  input?.addEventListener("input", look);
  if (input?.value) look(); // typed before this file arrived
}

async function tell(place, input, signal) {
  const form = new FormData(input.form);
  const body = new URLSearchParams({ iban: input.value });
  for (const name of ["csrfmiddlewaretoken", "_customer"]) body.set(name, form.get(name) ?? "");
  try {
    const answer = await fetch(place.dataset.url, { method: "POST", body, signal, redirect: "error" });
    if (!answer.ok) return;
    const { text, fault } = await answer.json();
    place.textContent = text ?? fault;
  } catch {
    // Left, typed on, or no connection: the check page tells.
  }
}
