// The roll on the page: what stands in each row, who is shown, how many are there.
import { fold } from "../door/names.js";
import { at, icon, text } from "./texts.js";

/** Whether every word of `query` begins a word of `words` (folded by the server, with a blank in front). */
export function isMeant(words, query) {
  return fold(query)
    .split(" ")
    .filter(Boolean)
    .every((term) => words.includes(` ${term}`));
}

/** Say in every row what stands there now. */
export function showStanding(place, { named }) {
  for (const row of place.querySelectorAll("[data-ref]")) {
    const said = named.get(row.dataset.ref);
    const state = said ? (said.isHere ? "here" : "left") : "none";
    row.classList.toggle("waiting", said?.isWaiting ?? false);
    const told = said ? `${said.at}${said.isWaiting}` : "";
    if (row.dataset.state === state && row.dataset.told === told) continue;
    row.dataset.state = state;
    row.dataset.told = told;
    showRow(row, said, state);
  }
  const here = place.querySelectorAll('[data-ref][data-state="here"]').length;
  place.querySelector('[data-count="here"]').textContent = here;
}

function showRow(row, said, state) {
  const place = row.querySelector("[data-said]");
  place.dataset.tone = { here: "ok", left: "mute" }[state] ?? "";
  place.replaceChildren(...(said ? [icon(said.isHere ? "check" : "out"), words(said)] : []));
  const shown = { in: state !== "here", out: state === "here", undo: state !== "none" };
  const focused = row.contains(document.activeElement);
  for (const button of row.querySelectorAll("[data-sign]")) button.hidden = !shown[button.dataset.sign];
  if (focused && row.contains(document.activeElement) === false)
    row.querySelector("[data-sign]:not([hidden])")?.focus();
}

function words({ at: moment, isWaiting }) {
  return isWaiting ? `${at(moment)} · ${text("unsent")}` : at(moment);
}

/** Show whom the search means, and with `isMissing` only those who are not ticked; groups without anybody go. */
export function filter(place, query, isMissing) {
  let shown = 0;
  for (const group of place.querySelectorAll("[data-group]")) {
    let there = 0;
    for (const row of group.querySelectorAll("[data-ref]")) {
      row.hidden = !isMeant(row.dataset.words, query) || (isMissing && row.dataset.state !== "none");
      there += row.hidden ? 0 : 1;
    }
    group.hidden = there === 0;
    shown += there;
  }
  const nobody = place.querySelector("[data-nobody]");
  if (nobody) nobody.hidden = shown > 0;
}

/** Those who were entered here and whom the server does not know yet. */
export function showArrived(list, arrived) {
  list.hidden = arrived.length === 0;
  list.replaceChildren(
    ...arrived.map(({ walk_in }) => {
      const row = document.createElement("li");
      row.dataset.state = "here";
      row.className = "waiting";
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = walk_in?.full_name ?? "";
      const state = document.createElement("span");
      state.className = "state";
      state.dataset.tone = "warn";
      state.append(icon("clock"), text("unsent"));
      row.append(name, state);
      return row;
    }),
  );
}
