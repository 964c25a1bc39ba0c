// Which gate this is, and whether people come in or go out by it.
import { remember, remembered } from "./device.js";

const select = document.getElementById("gate");
const outward = document.getElementById("outward");
let isRestored = false;

/** The name of the gate, as scans say it. */
export function chosen() {
  return select.value;
}

/** Which way a scan goes. */
export function direction() {
  return outward.checked ? "out" : "in";
}

/** A gate's name in the page's language. */
export function nameOf(name) {
  return Array.from(select.options).find((option) => option.value === name)?.textContent ?? name;
}

/** Offer the gates of the list; a device that has its own is offered no other. */
export function show({ rules }, { device }) {
  const own = device?.gates ?? [];
  const isEnglish = document.documentElement.lang === "en";
  const gates = (rules?.gates ?? []).filter((gate) => own.length === 0 || own.includes(gate.ref));
  if (rules) {
    const options = gates.map((gate) => new Option((isEnglish && gate.name_en) || gate.name, gate.name));
    const known = select.value;
    select.replaceChildren(...options);
    if (gates.some((gate) => gate.name === known)) select.value = known;
  }
  select.hidden = select.options.length === 0;
  document.querySelector("[data-no-gate]").hidden = !select.hidden;
  if (isRestored || select.hidden) return;
  isRestored = true;
  const known = remembered("gate");
  if (Array.from(select.options).some((option) => option.value === known)) select.value = known;
  const gate = gates.find((one) => one.name === select.value);
  if (gate && !gate.is_entrance && gate.is_exit) turn(true);
}

function turn(isOut) {
  outward.checked = isOut;
  document.querySelector("[data-outward]").hidden = !isOut;
}

select.addEventListener("change", () => remember("gate", select.value));
outward.addEventListener("change", () => turn(outward.checked));
