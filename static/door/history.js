// The last scans of this device, newest first, each with what was answered; an entry can be taken back here too.
import { clock, text } from "./texts.js";
import { summary } from "./verdict.js";

const LONGEST = 20;
const ICONS = { go: "check", ask: "ask", stop: "stop", wait: "clock" };
const TONES = { go: "ok", ask: "warn", stop: "bad", wait: "mute" };
const list = document.querySelector("[data-history]");
const nothing = document.querySelector("[data-no-history]");
const row = document.getElementById("scan-row");
const sheet = document.getElementById("scanner").dataset.sheetUrl;

/** Put a scan on top, without an answer yet. */
export function add(scan) {
  const item = row.content.firstElementChild.cloneNode(true);
  item.dataset.scan = scan.id;
  item.querySelector("[data-when]").textContent = clock(scan.at);
  list.prepend(item);
  write(item, "wait", document.getElementById("verdict-unconfirmed").content.firstElementChild.dataset.word);
  nothing.hidden = true;
  while (list.children.length > LONGEST) list.lastElementChild.remove();
}

/** Write the answer beside the scan. `undo` takes the entry back, where there is one. */
export function answer(scan, answered, { isLate, undo }) {
  const item = list.querySelector(`[data-scan="${CSS.escape(scan.id)}"]`);
  if (!item) return;
  const { tone, word } = summary(answered);
  const isUndone = scan.direction === "undo" && answered.verdict === "left";
  const name = answered.delegate?.full_name ?? text("unnamed");
  write(item, tone, isUndone ? text("taken_back") : word);
  item.querySelector("[data-name]").textContent = name;
  const post = [answered.delegate?.position, answered.delegate?.organisation].filter(Boolean).join(", ");
  const when = [clock(scan.at), isLate ? text("answered_late") : "", post].filter(Boolean);
  item.querySelector("[data-when]").textContent = when.join(" · ");
  const button = item.querySelector("[data-undo]");
  if (answered.verdict !== "admitted") return;
  button.hidden = false;
  button.querySelector("[data-undo-name]").textContent = `: ${name}`;
  button.addEventListener("click", undo);
}

function write(item, tone, word) {
  const state = item.querySelector(".state");
  state.dataset.tone = TONES[tone];
  state.querySelector("use").setAttribute("href", `${sheet}#${ICONS[tone]}`);
  state.querySelector("[data-word]").textContent = word;
}
