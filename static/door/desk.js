// The desk: somebody without a ticket at hand is found by name, and a whole delegation is let in with a tap for each.
import { readCode } from "./codes.js";
import * as gates from "./gates.js";
import { text } from "./texts.js";
import * as verdict from "./verdict.js";

const PAUSE = 250; // ms after the last key
const PATIENCE = 4000; // ms
const opener = document.querySelector('[data-opens="search"]');
const form = document.querySelector("[data-search]");
const field = form.querySelector("#who");
const rows = document.querySelector("[data-found]");
const note = document.querySelector("[data-search-note]");
const row = document.getElementById("person-row");
const ways = new Map(); // id of a scan → the row that waits for its answer
let parts;
let timer = null;
let question = 0; // which of several answers is the last one's

/** Show the way to it, where this device may. */
export function allow(isAllowed) {
  opener.hidden = !isAllowed;
}

/** Search as it is typed; `scan(ref)` lets somebody in and shows the verdict. */
export function listen(all, scan) {
  parts = all;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find({ q: field.value }), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const typed = field.value;
    if (readCode(typed) === null) return find({ q: typed });
    field.value = ""; // a hand scanner wrote a ticket where a name was wanted
    find({});
    scan(typed);
  });
  rows.addEventListener("click", ({ target }) => {
    const item = target.closest("li");
    if (target.closest("[data-let-in]")) scan(item.dataset.ref);
    if (target.closest("[data-tick]")) tick(item);
    if (target.closest("[data-group]")) find({ delegation: item.dataset.delegation });
  });
  parts.scanning.addEventListener("answer", ({ detail: { scan: sent, answer, by } }) => told(sent, answer, by));
  parts.scanning.addEventListener("trouble", ({ detail: { scan: sent } }) => {
    const item = ways.get(sent.id);
    if (item) write(item, "wait", text("not_confirmed"));
  });
}

async function find({ q = "", delegation = "" }) {
  const mine = ++question;
  const isGroup = delegation !== "";
  if (!isGroup && q.trim().length < 2) return show([], { isGroup, words: "" });
  const found = parts.names.isThere ? known(q, delegation) : await ask({ q, delegation });
  if (mine !== question) return;
  if (found === null) return show([], { isGroup, words: text("search_needs_network") });
  const words =
    found.length === 0 ? text("nobody_found") : text(isGroup ? "whole_group" : "found", { number: found.length });
  show(found, { isGroup, words });
}

function known(q, delegation) {
  return delegation ? parts.names.group(delegation) : parts.names.search(q);
}

async function ask(what) {
  const query = new URLSearchParams(what);
  const { answer } = await parts.server.ask(`${parts.api}/door-search?${query}`, { patience: PATIENCE });
  return answer?.items ?? null;
}

function show(people, { isGroup, words }) {
  note.textContent = words;
  rows.replaceChildren(...people.map((person) => itemOf(person, isGroup)));
}

function itemOf(person, isGroup) {
  const item = row.content.firstElementChild.cloneNode(true);
  item.dataset.ref = person.ref;
  item.dataset.delegation = person.delegation ?? "";
  item.querySelector("[data-name]").textContent = person.full_name;
  const post = [person.position, person.organisation].filter(Boolean).join(", ");
  item.querySelector("[data-post]").textContent = [post, text(`mode_${person.mode}`)].filter(Boolean).join(" · ");
  item.querySelector("[data-attention]").textContent = person.attention ?? "";
  for (const part of item.querySelectorAll("[data-who]")) part.textContent = `: ${person.full_name}`;
  item.querySelector("[data-let-in]").hidden = isGroup;
  item.querySelector("[data-tick]").hidden = !isGroup;
  item.querySelector("[data-group]").hidden = isGroup || !person.delegation;
  if (person.inside) write(item, "ask", text("is_inside"));
  return item;
}

/** Let one of a group in without leaving the list. */
function tick(item) {
  const sent = parts.scanning.scan(item.dataset.ref, { gate: gates.chosen(), direction: "in" });
  ways.set(sent.id, item);
  item.querySelector("[data-tick]").disabled = true;
  write(item, "wait", text("checking"));
}

function told(sent, answer, by) {
  const item = ways.get(sent.id);
  if (!item) return;
  ways.delete(sent.id);
  const { tone, word } = verdict.summary(answer);
  write(item, tone, by === "device" ? `${word} · ${text("without_network")}` : word);
  verdict.tell(tone, by, [item.querySelector("[data-name]").textContent, word].join(". "));
  item.querySelector("[data-tick]").disabled = tone === "go";
}

function write(item, tone, words) {
  verdict.mark(item.querySelector(".state"), tone, words);
}
