// Sends what waits: in batches, from one tab at a time, again and again until the server has said something of each.
const LARGEST = 500; // scans in a batch
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000]; // ms between tries

/**
 * Events: "answer" {scan, answer} for each that is stored, "rejected" {scan, why}, "signed_out" {}, "revoked" {}.
 * `send(scans)` promises what Server.ask gives of a batch.
 */
export class Sync extends EventTarget {
  #queue;
  #send;
  #lock;
  #isWanted = false;
  #isRunning = false;
  #failures = 0;
  #timer = null;

  constructor(queue, send, lock) {
    super();
    this.#queue = queue;
    this.#send = send;
    this.#lock = lock;
  }

  /** Send soon. `isNow` forgets how long we wanted to wait: the network is back. */
  async wake({ isNow = false } = {}) {
    if (this.#timer !== null && !isNow) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#alone(() => this.#empty());
      }
    } finally {
      this.#isRunning = false;
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#isWanted = false;
  }

  /** Of several tabs one sends; the others wait for it and then look at what is left. */
  #alone(work) {
    return globalThis.navigator?.locks ? navigator.locks.request(this.#lock, work) : work();
  }

  async #empty() {
    let size = LARGEST;
    for (;;) {
      const scans = await this.#queue.next(size);
      if (scans.length === 0) {
        this.#failures = 0;
        return;
      }
      const { answer, why, wait, problem } = await this.#send(scans);
      if (why === "not_this" && scans.length > 1) {
        size = Math.ceil(scans.length / 2); // one of them is the trouble: find it, and let the others go
      } else if (why === "not_this") {
        await this.#reject(scans[0], { status: "rejected", detail: problem?.detail ?? "", errors: problem?.errors });
        size = LARGEST;
      } else if (why === "revoked") {
        const settled = await this.#settle(scans, problem?.results); // they are safe in quarantine
        this.dispatchEvent(new Event("revoked"));
        if (settled === 0) return this.#later();
      } else if (why === "signed_out" || why === "forbidden") {
        this.dispatchEvent(new Event("signed_out"));
        return this.#later();
      } else if (why || (await this.#settle(scans, answer?.results)) === 0) {
        return this.#later(wait);
      } else {
        size = LARGEST;
        this.#failures = 0;
      }
    }
  }

  /** Write down what was said of each; give of how many something was said. */
  async #settle(scans, results) {
    const said = new Map(
      (Array.isArray(results) ? results : []).map((result, at) => [result?.id ?? scans[at]?.id, result]),
    );
    const outcomes = scans.map((scan) => outcomeOf(scan, said.get(scan.id))).filter(Boolean);
    await this.#queue.settle(outcomes);
    for (const { scan, answer, why } of outcomes) {
      if (why) this.dispatchEvent(new CustomEvent("rejected", { detail: { scan, why } }));
      else if (answer) this.dispatchEvent(new CustomEvent("answer", { detail: { scan, answer } }));
    }
    return outcomes.length;
  }

  async #reject(scan, why) {
    await this.#queue.reject(scan.id, why);
    this.dispatchEvent(new CustomEvent("rejected", { detail: { scan, why } }));
  }

  #later(wait = 0) {
    const pause = Math.max(wait, PAUSES[Math.min(this.#failures, PAUSES.length - 1)]);
    this.#failures += 1;
    this.#isWanted = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.wake();
    }, pause);
  }
}

/** What a result says of a scan, or null where it must be sent again. */
function outcomeOf(scan, result) {
  const { id } = scan;
  if (result?.status === "stored" || result?.status === "already_stored") return { id, scan, answer: result };
  if (result?.status === "quarantined") return { id, scan, answer: null };
  const isFinal = result?.status === "conflict" || (result?.status === "rejected" && !result.retry);
  return isFinal ? { id, scan, why: result } : null;
}
