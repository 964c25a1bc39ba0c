// Sends scans. A scan without an answer is sent again under the same id, with growing pauses, until it has one.
import { deviceName, keepUnanswered, nextSequence, unanswered, uuid } from "./device.js";

const PATIENCE = 8000; // ms until a request counts as lost
const PAUSES = [1000, 2000, 4000, 8000, 15000]; // ms between tries
const ANSWERS_TO_ASK_AGAIN = new Set([408, 425, 429]);

/** Events: "answer" {scan, answer}, "trouble" {scan, why: "no_connection" | "signed_out"}, "waiting" {number}. */
export class Scans extends EventTarget {
  #address;
  #token;
  #waiting; // every scan without an answer, kept over a reload
  #tries = new Map(); // id → how often it was sent in vain
  #timers = new Map(); // id → when it is sent again
  #underway = new Set();

  constructor(address, token) {
    super();
    this.#address = address;
    this.#token = token;
    this.#waiting = unanswered(address);
    addEventListener("online", () => this.resume());
    document.addEventListener("visibilitychange", () => document.hidden || this.resume());
  }

  /** Make the record of a scan, keep it, and send it. Each goes its own way: one that hangs holds up no other. */
  send(code, { direction = "in", gate, reason } = {}) {
    const scan = {
      id: uuid(),
      code,
      direction,
      at: new Date().toISOString(),
      device: deviceName(),
      sequence: nextSequence(),
    };
    if (gate) scan.gate = gate;
    if (reason) scan.override = { reason };
    this.#waiting.push(scan);
    this.#keep();
    this.#try(scan);
    return scan;
  }

  /** Send now whatever waits, also what an earlier life of this page could not send. */
  resume() {
    for (const scan of [...this.#waiting]) this.#try(scan);
  }

  async #try(scan) {
    clearTimeout(this.#timers.get(scan.id));
    if (this.#underway.has(scan.id)) return;
    this.#underway.add(scan.id);
    const { answer, why } = await this.#post(scan);
    this.#underway.delete(scan.id);
    if (answer) {
      this.#waiting = this.#waiting.filter((one) => one.id !== scan.id);
      this.#tries.delete(scan.id);
      this.#timers.delete(scan.id);
      this.#keep();
      this.#tell("answer", { scan, answer });
    } else {
      const failures = (this.#tries.get(scan.id) ?? 0) + 1;
      this.#tries.set(scan.id, failures);
      const pause = PAUSES[Math.min(failures, PAUSES.length) - 1];
      this.#timers.set(
        scan.id,
        setTimeout(() => this.#try(scan), pause),
      );
      this.#tell("trouble", { scan, why });
    }
    this.#tell("waiting", { number: this.#waiting.length });
  }

  async #post(scan) {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), PATIENCE);
    try {
      const response = await fetch(this.#address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.#token },
        body: JSON.stringify(scan),
        redirect: "manual", // a redirect is the way to the sign-in page, never an answer
        signal: impatience.signal,
      });
      return await this.#read(scan, response);
    } catch {
      return { why: "no_connection" };
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(scan, response) {
    if (response.ok) {
      const answer = await response.json();
      return answer?.id === scan.id && answer.verdict ? { answer } : { why: "no_connection" };
    }
    if (response.status >= 500 || ANSWERS_TO_ASK_AGAIN.has(response.status)) return { why: "no_connection" };
    if (response.status === 422 || response.status === 409 || response.status === 413) {
      const problem = await response.json().catch(() => ({}));
      return { answer: { id: scan.id, verdict: "refused", reason: "other", message: problem.detail ?? "" } };
    }
    return { why: "signed_out" };
  }

  #keep() {
    keepUnanswered(this.#address, this.#waiting);
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
