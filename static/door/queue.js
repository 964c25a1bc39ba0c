// The scans of this device. Each is on the disk before anything turns green, and stays until the server has it.
import { answerOf, StorageFull } from "./storage.js";

const BALLAST = 1_000_000; // bytes kept free for the day the disk is full: room for some 2,000 scans
const PATIENCE = 5000; // ms a scan that is being asked alone is left out of batches
const KEPT = 300; // settled scans that stay for the list of last scans
const WAITING = "waiting"; // the server has not confirmed it
const STORED = "stored";
const ATTENTION = "attention"; // the server will not have it: a person must see it
const SEEN = "seen";

/** Events: "change" {isElsewhere}: look again; `isElsewhere` when another tab has written. */
export class Queue extends EventTarget {
  #storage;
  #channel;

  constructor(storage) {
    super();
    this.#storage = storage;
    this.#channel = new BroadcastChannel(storage.name);
    this.#channel.onmessage = () => this.dispatchEvent(new CustomEvent("change", { detail: { isElsewhere: true } }));
  }

  /** Keep a scan under the next number of this device; it is on the disk when the promise is kept. Raises StorageFull. */
  async add(scan, { isAsked = false, own = null } = {}) {
    const put = () =>
      this.#storage.write(["scans", "facts"], async (transaction) => {
        const facts = transaction.objectStore("facts");
        const sequence = ((await answerOf(facts.get("sequence"))) ?? 0) + 1;
        facts.put(sequence, "sequence");
        const kept = { ...scan, sequence };
        const asked_at = isAsked ? Date.now() : 0;
        transaction.objectStore("scans").put({ id: scan.id, sequence, scan: kept, state: WAITING, asked_at, own });
        return kept;
      });
    let kept;
    try {
      kept = await put();
    } catch (error) {
      if (!(error instanceof StorageFull) || !(await this.#throwBallast())) throw error;
      kept = await put();
    }
    this.#tell();
    return kept;
  }

  /** Write down what the device decided by itself, and what that changed; the scan may now go with the others. */
  async decide(id, decided, own = null) {
    return this.#change([id], (record) => ({ ...record, asked_at: 0, own, scan: { ...record.scan, ...decided } }));
  }

  /** Write down that the server has the scan. Its code, which opens the sealed list, is forgotten. */
  async store(id, answer = null, own = null) {
    return this.settle([{ id, answer, own }]);
  }

  /** Write down that the server will not have the scan, and why; it stays until somebody has seen it. */
  async reject(id, why) {
    return this.settle([{ id, why }]);
  }

  /** Write down at once what was said of many scans: {id, answer, own} of what is stored, {id, why} of what is not. */
  async settle(outcomes) {
    const said = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    return this.#change([...said.keys()], (record) => settled(record, said.get(record.id)));
  }

  /** What this device did that a list asked for at `askedAt` (ms) may not know yet, oldest first. */
  async movements(askedAt) {
    const records = await this.#storage.read("scans", (transaction) =>
      answerOf(transaction.objectStore("scans").index("sequence").getAll()),
    );
    return records.filter(({ own, state, settled_at }) => own && (state === WAITING || settled_at >= askedAt));
  }

  /** Send a rejected scan once more. */
  async retry(id) {
    return this.#change([id], (record) => ({ ...record, state: WAITING, why: undefined, asked_at: 0 }));
  }

  /** Somebody has seen the rejected scan. */
  async see(id) {
    return this.#change([id], (record) => (record.state === ATTENTION ? { ...record, state: SEEN } : record));
  }

  /** The scans to send, oldest first. */
  async next(limit) {
    const records = await this.#inState(WAITING);
    const now = Date.now();
    const isFree = ({ asked_at }) => asked_at === 0 || Math.abs(now - asked_at) > PATIENCE;
    return records
      .filter(isFree)
      .slice(0, limit)
      .map((record) => record.scan);
  }

  /** Records that were rejected and nobody has seen. */
  async attention() {
    return this.#inState(ATTENTION);
  }

  async count() {
    const count = (transaction, state) => answerOf(transaction.objectStore("scans").index("state").count(whole(state)));
    return this.#storage.read("scans", async (transaction) => {
      const [waiting, attention] = await Promise.all([count(transaction, WAITING), count(transaction, ATTENTION)]);
      return { waiting, attention };
    });
  }

  /** Everything the server does not have, as a file that it can read when there is no network at all. */
  async rescue(about) {
    const records = [
      ...(await this.#inState(WAITING)),
      ...(await this.#inState(ATTENTION)),
      ...(await this.#inState(SEEN)),
    ];
    return { format: "eventapp-rescue", version: 1, ...about, scans: records.map((record) => record.scan) };
  }

  /** Keep a megabyte in reserve, and only the last of what the server has. */
  async tidy() {
    await this.#storage.write(["scans", "facts"], async (transaction) => {
      const scans = transaction.objectStore("scans");
      const settled = await answerOf(scans.index("state").getAllKeys(whole(STORED)));
      for (const id of settled.slice(0, Math.max(0, settled.length - KEPT))) scans.delete(id);
      const facts = transaction.objectStore("facts");
      if (!(await answerOf(facts.getKey("ballast")))) facts.put(new Uint8Array(BALLAST), "ballast");
    });
  }

  /** Listen to other tabs no longer. */
  close() {
    this.#channel.close();
  }

  async #throwBallast() {
    return this.#storage.write("facts", async (transaction) => {
      const facts = transaction.objectStore("facts");
      const had = (await answerOf(facts.getKey("ballast"))) !== undefined;
      facts.delete("ballast");
      return had;
    });
  }

  async #inState(state) {
    return this.#storage.read("scans", (transaction) =>
      answerOf(transaction.objectStore("scans").index("state").getAll(whole(state))),
    );
  }

  async #change(ids, change) {
    await this.#storage.write("scans", async (transaction) => {
      const scans = transaction.objectStore("scans");
      const records = await Promise.all(ids.map((id) => answerOf(scans.get(id))));
      for (const record of records) if (record) scans.put(change(record));
    });
    this.#tell();
  }

  #tell() {
    this.#channel.postMessage("change");
    this.dispatchEvent(new Event("change"));
  }
}

/** A record that the server has spoken of. What is kept of its answer names no person. */
function settled(record, { answer, own, why }) {
  if (why) return { ...record, state: ATTENTION, why, asked_at: 0 };
  const { code: _code, walk_in: _person, ...scan } = record.scan;
  const kept = answer && { verdict: answer.verdict, reason: answer.reason, flags: answer.flags ?? [] };
  return { ...record, state: STORED, scan, answer: kept, own: own ?? record.own, settled_at: Date.now(), asked_at: 0 };
}

function whole(state) {
  return IDBKeyRange.bound([state], [state, []]);
}
