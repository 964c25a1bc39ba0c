// The verdict, full screen: a colour, a word, an icon, a sound. Green comes from an answer of the server, or from the
// rules over the list of this device, and says which; never from hope.
import { signal } from "./sounds.js";
import { ago, clock, text } from "./texts.js";

const GO_STAYS = 2500; // ms
const ICONS = { go: "check", ask: "ask", stop: "stop", wait: "clock" };
const TONES = { go: "ok", ask: "warn", stop: "bad", wait: "mute" };
const stage = document.querySelector("[data-stage]");
const scanner = document.getElementById("scanner");
const announcement = document.querySelector("[data-announcement]");
let timer = null;

/** The template that says this answer: refusals by their reason, the rest by their verdict. */
export function templateFor(answer) {
  const key = answer.verdict === "refused" ? answer.reason : answer.verdict;
  return document.getElementById(`verdict-${key}`) ?? document.getElementById("verdict-other");
}

/** Tone and word of an answer, for the list of last scans. */
export function summary(answer) {
  const { verdict, word } = templateFor(answer).content.firstElementChild.dataset;
  return { tone: verdict, word };
}

/**
 * Show an answer. `acts` are {next, undo, override}; go leaves by itself. `gateName` turns a gate's key into its name;
 * `listTime` is of when the list is, where this device has decided by it.
 */
export function show(answer, acts, { gateName, by = "server", listTime = "" }) {
  const template = templateFor(answer);
  const screen = template.content.firstElementChild.cloneNode(true);
  fillPerson(screen, answer.delegate);
  fillFirstEntry(screen, answer, gateName);
  if (template.id === "verdict-other") put(screen, "[data-message]", answer.message);
  if (by === "device") put(screen, "[data-alone]", text(aloneKey(answer), { time: listTime }));
  screen.dataset.by = by;
  present(screen, acts, by);
  if (screen.dataset.verdict === "go") timer = setTimeout(acts.next, GO_STAYS);
}

/** Show that there is no answer: "checking" at first, or why nobody has decided. Never green. */
export function showWaiting(key, acts) {
  present(document.getElementById(`verdict-${key}`).content.firstElementChild.cloneNode(true), acts);
}

/** Let a verdict stay that would leave by itself: somebody is reading. Gives its screen. */
export function stay() {
  clearTimeout(timer);
  return stage.firstElementChild;
}

export function hide() {
  clearTimeout(timer);
  stage.replaceChildren();
  scanner.inert = false;
}

/** Sound, shake and say a verdict that is shown elsewhere, as in a list. */
export function tell(tone, by, words) {
  signal(tone, by);
  announce(words);
}

/** Write a verdict into a small mark: its colour, its icon, its word. */
export function mark(state, tone, words) {
  state.hidden = false;
  state.dataset.tone = TONES[tone];
  state.querySelector("use").setAttribute("href", `${scanner.dataset.sheetUrl}#${ICONS[tone]}`);
  state.querySelector("[data-word]").textContent = words;
}

/** Say something to those who listen. */
export function announce(words) {
  announcement.textContent = "";
  requestAnimationFrame(() => {
    announcement.textContent = words;
  });
}

function present(screen, acts, by) {
  clearTimeout(timer);
  for (const line of screen.querySelectorAll(".name, .why")) line.hidden ||= line.textContent.trim() === "";
  for (const button of screen.querySelectorAll("[data-act]")) {
    const act = acts[button.dataset.act];
    if (act) button.addEventListener("click", act);
    else button.remove();
  }
  const beside = screen.querySelector("[data-beside]");
  if (beside) beside.hidden = beside.childElementCount === 0;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  scanner.inert = true;
  stage.replaceChildren(screen);
  screen.querySelector('[data-act="next"]')?.focus({ preventScroll: true });
  signal(screen.dataset.verdict, by);
  announce(Array.from(screen.querySelectorAll(".word, .name, .why, .seat"), spoken).filter(Boolean).join(". "));
}

function aloneKey(answer) {
  if (answer.reason === "unknown") return "alone_unknown";
  return answer.isRoomUncounted ? "alone_room" : "alone";
}

function spoken(line) {
  return line.hidden ? "" : line.textContent.trim().replace(/\s+/g, " ").replace(/\.$/, "");
}

function fillPerson(screen, delegate) {
  if (!delegate) return;
  const post = [delegate.position, delegate.organisation].filter(Boolean).join(", ");
  put(screen, "[data-name]", delegate.full_name);
  put(screen, "[data-post]", post);
  put(screen, "[data-person]", [delegate.full_name, post].filter(Boolean).join(", "));
  if (delegate.mode)
    put(screen, "[data-attends]", [text(`mode_${delegate.mode}`), delegate.category].filter(Boolean).join(" · "));
  put(screen, "[data-attention]", delegate.attention);
  put(screen, "[data-seat-number]", delegate.seat);
  const seat = screen.querySelector("[data-seat]");
  if (seat) seat.hidden = !delegate.seat;
}

function fillFirstEntry(screen, answer, gateName) {
  if (!answer.first_in_at || answer.verdict !== "already_in") return;
  const gate = answer.first_in_gate ? gateName(answer.first_in_gate) : "";
  const values = { time: clock(answer.first_in_at), ago: ago(answer.first_in_at), gate };
  put(screen, "[data-first]", text(gate ? "first_in_gate" : "first_in", values));
}

function put(screen, selector, words) {
  const line = screen.querySelector(selector);
  if (!line || !words) return;
  line.textContent = words;
  line.hidden = false;
}
