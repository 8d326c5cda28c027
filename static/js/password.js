// Live feedback on the password rule (A5): a list of rules marked as met while typing. The server decides.
// <ul class="rules" data-rules-for="id_new_password" data-met="erfüllt" data-open="noch offen">
//   <li data-rule="length" data-least="8">…</li>
//   <li data-rule="kinds" data-least="2" data-or-length="15">…</li>
const KINDS = [/\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u];

const CHECKS = {
  length: (text, rule) => [...text].length >= Number(rule.least),
  kinds: (text, rule) =>
    [...text].length >= Number(rule.orLength ?? Infinity) ||
    KINDS.filter((kind) => kind.test(text)).length >= Number(rule.least),
};

for (const list of document.querySelectorAll("[data-rules-for]")) {
  const input = document.getElementById(list.dataset.rulesFor);
  input?.addEventListener("input", () => mark(list, input.value.normalize("NFC")));
}

function mark(list, text) {
  for (const item of list.querySelectorAll("[data-rule]")) {
    const met = CHECKS[item.dataset.rule]?.(text, item.dataset) ?? false;
    item.dataset.met = met ? "yes" : "no";
    const state = item.querySelector(".visually-hidden") ?? item.appendChild(hidden());
    state.textContent = ` (${met ? list.dataset.met : list.dataset.open})`;
  }
}

function hidden() {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  return span;
}
