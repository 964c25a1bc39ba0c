// The list a device decides by without network: sealed entries, refusals, who is inside, the rules. It comes whole or as
// changes; what is on the disk is the last whole list and the changes since.
import { readCode } from "./codes.js";
import { lookupOf, open, prefixOf } from "./sealed.js";
import { answerOf } from "./storage.js";

const MANY = 200; // changes after which the whole is written anew
const WHOLE = ["cursor", "event", "wipe_at", "rules", "categories", "sites", "sessions"]; // never sent as changes

/** Events: "change" {}. */
export class List extends EventTarget {
  cursor = "";
  askedAt = 0; // ms: when the list that we hold was asked for
  event = null;
  wipe_at = null;
  rules = null;
  categories = [];
  sites = [];
  sessions = [];
  #storage;
  #words = [];
  #entries = new Map(); // prefix → entry
  #refused = new Map(); // prefix → reason
  #states = new Map(); // place, day → prefix → [spells, entered, left, gate]
  #changes = 0;

  constructor(storage) {
    super();
    this.#storage = storage;
  }

  get isThere() {
    return this.cursor !== "";
  }

  get size() {
    return this.#entries.size;
  }

  /** Take up what an earlier life of the page, or another tab, has kept. */
  async load() {
    const parts = await this.#storage.read("list", (transaction) => answerOf(transaction.objectStore("list").getAll()));
    this.#empty();
    for (const { answer, askedAt } of parts) this.#apply(answer, askedAt);
    this.#changes = Math.max(0, parts.length - 1);
    this.dispatchEvent(new Event("change"));
  }

  /** Keep an answer of the server to `since`; where another tab was faster, take what it has kept. */
  async take(answer, since, askedAt) {
    const isOurs = await this.#storage.write(["list", "facts"], async (transaction) => {
      const facts = transaction.objectStore("facts");
      const list = transaction.objectStore("list");
      if (((await answerOf(facts.get("cursor"))) ?? "") !== since) return false;
      if (answer.complete) list.clear();
      list.add({ answer, askedAt });
      facts.put(answer.cursor, "cursor");
      return true;
    });
    if (!isOurs) return this.load();
    this.#apply(answer, askedAt);
    this.#changes = answer.complete ? 0 : this.#changes + 1;
    if (this.#changes > MANY) await this.#rewrite();
    this.dispatchEvent(new Event("change"));
  }

  /** Forget everybody: nothing of the list is left on this device. */
  async wipe() {
    await this.#storage.write(["list", "facts"], (transaction) => {
      transaction.objectStore("list").clear();
      transaction.objectStore("facts").delete("cursor");
    });
    this.#empty();
    this.dispatchEvent(new Event("change"));
  }

  /** What the list says of a scanned code: {prefix, holder, refusal}; holder only where the code opens an entry. */
  async find(scanned) {
    const code = readCode(scanned);
    if (code === null) return { prefix: "", holder: null, refusal: null };
    const prefix = prefixOf(await lookupOf(code));
    const entry = this.#entries.get(prefix);
    const holder = entry ? await open(entry, code, this.#words) : null;
    return { prefix, holder, refusal: this.#refused.get(prefix) ?? null };
  }

  /** The last spell of a ticket at a place on a day: {spells, entered, left, gate}, in ms. */
  state(prefix, place, day) {
    const row = this.#states.get(`${place} ${day}`)?.get(prefix);
    if (!row) return { spells: 0, entered: 0, left: 0, gate: "" };
    const [spells, entered, left, gate] = row;
    return { spells, entered: entered * 1000, left: left * 1000, gate };
  }

  /** How many are inside at a place on a day. */
  inside(place, day) {
    let number = 0;
    for (const [_spells, _entered, left] of this.#states.get(`${place} ${day}`)?.values() ?? []) {
      if (left === 0) number += 1;
    }
    return number;
  }

  #empty() {
    this.cursor = "";
    this.askedAt = 0;
    this.event = this.wipe_at = this.rules = null;
    this.categories = this.sites = this.sessions = [];
    this.#words = [];
    for (const known of [this.#entries, this.#refused, this.#states]) known.clear();
    this.#changes = 0;
  }

  #apply(answer, askedAt) {
    if (answer.complete) {
      this.#empty();
      this.#words = answer.words ?? [];
    }
    for (const name of WHOLE) this[name] = answer[name] ?? this[name];
    this.askedAt = askedAt;
    for (const prefix of answer.gone ?? []) this.#forget(prefix);
    for (const entry of answer.entries ?? []) {
      this.#entries.set(prefixOf(entry), entry);
      this.#refused.delete(prefixOf(entry));
    }
    for (const [prefix, reason] of answer.refused ?? []) {
      this.#refused.set(prefix, reason);
      if (reason !== "blocked") this.#entries.delete(prefix);
    }
    for (const { place, day, gates, rows } of answer.states ?? []) this.#place(`${place} ${day}`, gates, rows);
  }

  #forget(prefix) {
    this.#entries.delete(prefix);
    this.#refused.delete(prefix);
    for (const rows of this.#states.values()) rows.delete(prefix);
  }

  #place(key, gates, rows) {
    const known = this.#states.get(key) ?? new Map();
    this.#states.set(key, known);
    for (const [prefix, spells, entered, left, gate] of rows) {
      if (spells > 0) known.set(prefix, [spells, entered, left, gates[gate] ?? ""]);
      else known.delete(prefix);
    }
  }

  /** Many changes become one whole list again. */
  async #rewrite() {
    const states = [...this.#states].map(([key, rows]) => {
      const gates = [...new Set([...rows.values()].map((row) => row[3]))];
      const [place, day] = key.split(" ");
      const all = [...rows].map(([prefix, [spells, entered, left, gate]]) => {
        return [prefix, spells, entered, left, gates.indexOf(gate)];
      });
      return { place, day, gates, rows: all };
    });
    const answer = {
      complete: true,
      words: this.#words,
      entries: [...this.#entries.values()],
      refused: [...this.#refused],
      states,
      ...Object.fromEntries(WHOLE.map((name) => [name, this[name]])),
    };
    await this.#storage.write("list", (transaction) => {
      transaction.objectStore("list").clear();
      transaction.objectStore("list").add({ answer, askedAt: this.askedAt });
    });
    this.#changes = 0;
  }
}
