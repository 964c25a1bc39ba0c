// The last scans of this device, newest first, each with what was answered; an entry can be taken back here too.
import { clock, text } from "./texts.js";
import { mark, summary } from "./verdict.js";

const LONGEST = 20;
const list = document.querySelector("[data-history]");
const nothing = document.querySelector("[data-no-history]");
const row = document.getElementById("scan-row");

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

/** The server has what this device had decided. */
export function confirm(scan, answered) {
  const place = find(scan)?.querySelector("[data-alone]");
  if (place) place.textContent = `· ${text(answered.flags?.length ? "flagged" : "sent")}`;
}

/** Write the answer beside the scan, and who gave it. `undo` takes the entry back, where there is one. */
export function answer(scan, answered, { isLate, by, undo }) {
  const item = find(scan);
  if (!item) return;
  item.querySelector("[data-alone]").textContent = by === "device" ? `· ${text("without_network")}` : "";
  const { tone, word } = summary(answered);
  const isUndone = scan.direction === "undo" && answered.verdict === "left";
  const name = answered.delegate?.full_name ?? scan.walk_in?.full_name ?? text("unnamed");
  write(item, tone, isUndone ? text("taken_back") : word);
  item.querySelector("[data-name]").textContent = name;
  const post = [answered.delegate?.position, answered.delegate?.organisation].filter(Boolean).join(", ");
  const when = [clock(scan.at), isLate ? text("answered_late") : "", post].filter(Boolean);
  item.querySelector("[data-when]").textContent = when.join(" · ");
  const button = item.querySelector("[data-undo]");
  if (answered.verdict !== "admitted" || !undo) return;
  button.hidden = false;
  button.querySelector("[data-undo-name]").textContent = `: ${name}`;
  button.onclick = undo;
}

function find(scan) {
  return list.querySelector(`[data-scan="${CSS.escape(scan.id)}"]`);
}

function write(item, tone, word) {
  mark(item.querySelector(".state"), tone, word);
}
