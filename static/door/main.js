// The scanner: a code comes from the camera, a hand scanner or the keyboard; one answer goes on the screen.
import "./wake.js";
import { Camera } from "./camera.js";
import * as counters from "./counters.js";
import * as desk from "./desk.js";
import * as gates from "./gates.js";
import * as guests from "./guests.js";
import * as history from "./history.js";
import { adopt } from "./legacy.js";
import * as likeness from "./likeness.js";
import * as more from "./more.js";
import * as note from "./note.js";
import * as pairing from "./pairing.js";
import * as parts from "./parts.js";
import * as reasons from "./reasons.js";
import { isMuted, signal, unmute } from "./sounds.js";
import { clock, setZone, text } from "./texts.js";
import * as typing from "./typing.js";
import { keepUpToDate } from "./update.js";
import * as verdict from "./verdict.js";
import { watch } from "./view.js";
import * as wedge from "./wedge.js";

const SAME_CODE = 3000; // ms in which the camera's sight of the same code is the same ticket still in view
const SOON = 150; // ms without an answer until the screen says that it is being checked

const { countersUrl, wasmUrl } = document.getElementById("scanner").dataset;
const { identity, judging, list, scanning, sync } = parts;
const camera = new Camera(document.querySelector("video.view"), wasmUrl);

let current = null; // the scan whose verdict the person is waiting for, or looking at
let timer = null;
let lastSeen = { code: "", at: 0 };

/** Scan a code, a person at the desk, or a guest. */
function scan(code, options = {}) {
  clearTimeout(timer);
  verdict.hide(); // the last answer, green above all, must not stand for this ticket
  camera.pause();
  const sent = scanning.scan(code, { gate: gates.chosen(), direction: gates.direction(), ...options });
  current = sent;
  history.add(sent);
  timer = setTimeout(() => current === sent && verdict.showWaiting("checking", { next }), SOON);
  return sent;
}

function next() {
  clearTimeout(timer);
  current = null;
  lastSeen.at = performance.now(); // the ticket may still be in front of the lens
  verdict.hide();
  camera.resume();
}

async function takeBack(code) {
  const reason = await reasons.ask("undo");
  if (reason) scan(code, { direction: "undo", reason });
}

async function letIn(code, options) {
  const reason = await reasons.ask("override");
  if (reason) scan(code, { ...options, reason });
}

function actsFor(sent, answer) {
  const acts = { next };
  const code = sent.code ?? answer.ticket?.code;
  if (answer.verdict === "admitted" && code) acts.undo = () => takeBack(code);
  if (answer.verdict === "refused" && sent.direction === "in" && identity.may("override")) {
    acts.override = () => letIn(sent.code, sent.walk_in ? { walk_in: sent.walk_in } : {});
  }
  const { delegate } = answer;
  if (delegate?.ref) {
    acts.photograph = () => likeness.look(verdict.stay(), delegate, parts);
    if (identity.may("override")) acts.note = () => note.write(verdict.stay(), delegate, parts);
  }
  return acts;
}

function answered({ scan: sent, answer, by }) {
  const isLate = current?.id !== sent.id;
  const undo = sent.code ? () => takeBack(sent.code) : null;
  history.answer(sent, answer, { isLate, by, undo });
  count();
  parts.contact.soon();
  if (isLate) return answeredLate(answer);
  clearTimeout(timer);
  const listTime = list.askedAt ? clock(list.askedAt) : "";
  verdict.show(answer, actsFor(sent, answer), { gateName: gates.nameOf, by, listTime });
}

/** An answer to what was decided before: said aloud, and heard where it is not what everybody hopes for. */
function answeredLate(answer) {
  const { tone, word } = verdict.summary(answer);
  const isFlagged = (answer.flags ?? []).length > 0;
  if (isFlagged) signal("ask");
  else if (tone !== "go") signal(tone);
  verdict.announce([text("answered_late"), answer.delegate?.full_name, word].filter(Boolean).join(". "));
}

function count() {
  if (identity.isPaired) counters.tell({ inside: judging.inside(parts.keeping.trueTime()) });
  else counters.refresh(countersUrl);
}

scanning.addEventListener("answer", ({ detail }) => answered(detail));
sync.addEventListener("answer", ({ detail }) => {
  if (detail.scan.decision) history.confirm(detail.scan, detail.answer);
  if (!detail.scan.decision || detail.answer.flags?.length) answered({ ...detail, by: "server" });
});
scanning.addEventListener("trouble", ({ detail: { scan: sent, why } }) => {
  if (current !== sent) return;
  clearTimeout(timer);
  verdict.showWaiting(document.getElementById(`verdict-${why}`) ? why : "unconfirmed", { next });
});

camera.addEventListener("code", ({ detail: { code } }) => {
  if (current || document.querySelector("dialog[open]")) return;
  if (code === lastSeen.code && performance.now() - lastSeen.at < SAME_CODE) return;
  lastSeen = { code, at: performance.now() };
  scan(code);
});

const sound = document.querySelector("[data-sound]");
sound.hidden = !isMuted();
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, async () => {
    await unmute();
    sound.hidden = true;
  });
}

function refresh() {
  if (list.event) setZone(list.event.zone);
  gates.show(list, identity);
  desk.allow(identity.may("search") || !identity.isPaired);
  guests.allow(identity.may("walk_in"), list);
  if (identity.isPaired) count();
}

/** Begin; false where this telephone is nobody's. */
async function begin() {
  keepUpToDate(isIdle);
  const isKnown = await parts.wakeUp();
  if ((pairing.isAsked() || !isKnown) && !(await pairing.pair(parts))) return false;
  await adopt(parts.queue, `${parts.api}/scans`);
  for (const part of [list, identity]) part.addEventListener("change", refresh);
  refresh();
  typing.listen(scan);
  desk.listen(parts, scan);
  guests.listen((walk_in) => scan("", { direction: "in", walk_in }));
  more.listen(parts);
  watch(camera, parts);
  if (!identity.isPaired) counters.follow(countersUrl);
  parts.begin();
  camera.start();
  scanAsked();
  return true;
}

/** The ticket that staff have opened with their telephone's own camera: /t/<code> leads here with it, once. */
function scanAsked() {
  const code = new URLSearchParams(location.search).get("code");
  if (!code) return;
  window.history.replaceState(null, "", location.pathname);
  scan(code);
}

function isIdle() {
  return current === null && !document.querySelector("dialog[open]");
}

const hasBegun = begin();
wedge.listen(async (code) => (await hasBegun) && scan(code)); // hand scanners do not wait until the page is ready
