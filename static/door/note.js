// What the door is to mind about a delegate, written at the door: with network alone, for everybody shall hear of it.
import { text } from "./texts.js";
import { announce } from "./verdict.js";

const PATIENCE = 8000; // ms
const WHY = { no_connection: "note_needs_network", later: "note_needs_network" };
const dialog = document.getElementById("note");
const form = dialog.querySelector("form");
const field = form.querySelector("#note-text");
const fault = form.querySelector("#note-fault");
let save = null;

/** Ask what to mind about `delegate`, who stands on the verdict `screen`. `parts`: server, link, contact, api. */
export function write(screen, delegate, parts) {
  dialog.querySelector("[data-note-name]").textContent = delegate.full_name;
  field.value = delegate.attention ?? "";
  tell("");
  save = (words) => send(screen, delegate, words, parts);
  dialog.showModal();
}

async function send(screen, delegate, words, { server, link, contact, api }) {
  tell("");
  const { answer, why, problem } = link.isOnline
    ? await server.ask(`${api}/attention`, { body: { ref: delegate.ref, text: words }, patience: PATIENCE })
    : { why: "no_connection" };
  if (!answer) return tell(WHY[why] ? text(WHY[why]) : (problem?.detail ?? text("note_not_taken")));
  delegate.attention = words;
  const line = screen.querySelector("[data-attention]");
  line.textContent = words;
  line.hidden = words === "";
  contact.soon();
  dialog.close();
  announce(text("note_saved"));
}

/** Say why it is not kept; what was typed stays. */
function tell(words) {
  fault.hidden = words === "";
  fault.querySelector("[data-words]").textContent = words;
  field.setAttribute("aria-invalid", String(words !== ""));
  if (words) field.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save?.(field.value.trim());
});
