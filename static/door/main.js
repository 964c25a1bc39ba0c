// The scanner: a code comes from the camera, a hand scanner or the keyboard; one answer goes on the screen.
import "./wake.js";
import { Camera } from "./camera.js";
import * as counters from "./counters.js";
import { remember, remembered } from "./device.js";
import * as history from "./history.js";
import { Scans } from "./scans.js";
import { isMuted, signal, unmute } from "./sounds.js";
import { text } from "./texts.js";
import * as typing from "./typing.js";
import * as verdict from "./verdict.js";
import { watch } from "./view.js";
import * as wedge from "./wedge.js";

const SAME_CODE = 3000; // ms in which the camera's sight of the same code is the same ticket still in view
const SOON = 150; // ms without an answer until the screen says that it is being checked
const TOO_LONG = 1500; // ms without an answer until the screen says that it is not confirmed

const { scansUrl, countersUrl, wasmUrl } = document.getElementById("scanner").dataset;
const token = document.querySelector('meta[name="csrf-token"]').content;
const gate = document.getElementById("gate");
const camera = new Camera(document.querySelector("video.view"), wasmUrl);
const scans = new Scans(scansUrl, token);

let current = null; // the scan whose verdict the person is waiting for, or looking at
let timers = [];
let lastSeen = { code: "", at: 0 };

function scan(code, options = {}) {
  timers.forEach(clearTimeout);
  verdict.hide(); // the last answer, green above all, must not stand for this ticket
  camera.pause();
  const sent = scans.send(code, { gate: gate?.value, ...options });
  current = sent;
  history.add(sent);
  const ifStillWaiting = (key) => () => current === sent && verdict.showWaiting(key, { next });
  timers = [setTimeout(ifStillWaiting("checking"), SOON), setTimeout(ifStillWaiting("unconfirmed"), TOO_LONG)];
}

function next() {
  timers.forEach(clearTimeout);
  current = null;
  lastSeen.at = performance.now(); // the ticket may still be in front of the lens
  verdict.hide();
  camera.resume();
}

function undo(code) {
  scan(code, { direction: "undo", reason: text("undo_reason") });
}

scans.addEventListener("answer", ({ detail: { scan: sent, answer } }) => {
  const isLate = current !== sent;
  history.answer(sent, answer, { isLate, undo: () => undo(sent.code) });
  counters.refresh(countersUrl);
  if (isLate) {
    const { tone, word } = verdict.summary(answer);
    if (tone !== "go") signal(tone);
    verdict.announce([text("answered_late"), answer.delegate?.full_name, word].filter(Boolean).join(". "));
    return;
  }
  timers.forEach(clearTimeout);
  const acts = { next };
  if (answer.verdict === "admitted") acts.undo = () => undo(sent.code);
  if (answer.verdict === "refused" && sent.direction === "in") {
    acts.override = () => scan(sent.code, { reason: text("override_reason") });
  }
  verdict.show(answer, acts, gateName);
});

scans.addEventListener("trouble", ({ detail: { scan: sent, why } }) => {
  if (current !== sent) return;
  timers.forEach(clearTimeout);
  const key = why === "signed_out" ? "signed_out" : "unconfirmed";
  if (document.querySelector("[data-stage] .verdict")?.dataset.key !== key) verdict.showWaiting(key, { next });
});

camera.addEventListener("code", ({ detail: { code } }) => {
  if (current || document.querySelector("dialog[open]")) return;
  if (code === lastSeen.code && performance.now() - lastSeen.at < SAME_CODE) return;
  lastSeen = { code, at: performance.now() };
  scan(code);
});

function gateName(key) {
  return Array.from(gate?.options ?? []).find((option) => option.value === key)?.textContent ?? key;
}

if (gate) {
  const known = remembered("gate");
  if (Array.from(gate.options).some((option) => option.value === known)) gate.value = known;
  gate.addEventListener("change", () => remember("gate", gate.value));
}

const sound = document.querySelector("[data-sound]");
sound.hidden = !isMuted();
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, async () => {
    await unmute();
    sound.hidden = true;
  });
}

wedge.listen(scan);
typing.listen(scan);
watch(camera, scans);
counters.follow(countersUrl);
scans.resume();
camera.start();
