// Why somebody is let in all the same, or an entry is taken back: one tap, or a few words.
const dialog = document.getElementById("reasons");
const form = dialog.querySelector("form");
const field = form.querySelector("#reason");
const fault = form.querySelector("#reason-fault");
let answer = () => {};

/** Ask for a reason of that kind, "override" or "undo"; null when the person thinks better of it. */
export function ask(kind) {
  for (const part of dialog.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== kind;
  field.value = "";
  tellFault(false);
  dialog.showModal();
  return new Promise((resolve) => {
    answer = resolve;
  });
}

function tellFault(isWrong) {
  fault.hidden = !isWrong;
  field.setAttribute("aria-invalid", String(isWrong));
}

function give(reason) {
  answer(reason);
  answer = () => {};
  dialog.close();
}

dialog.addEventListener("click", ({ target }) => {
  const ready = target.closest("[data-reason]");
  if (ready) give(ready.textContent.trim());
});
dialog.addEventListener("close", () => give(null));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const reason = field.value.trim();
  if (reason) return give(reason);
  tellFault(true);
  field.focus();
});
