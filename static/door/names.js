// Names in clear, for the desk that finds forgotten tickets: by permission, for eight hours, then wiped.
import { answerOf } from "./storage.js";

const MOST = 30; // people shown at once
const FIELDS = [
  "ref",
  "prefix",
  "full_name",
  "position",
  "organisation",
  "mode",
  "category",
  "site",
  "delegation",
  "status",
  "attention",
  "sessions",
];
const MODES = { h: "hall", b: "bridge", o: "online" };

/** A text as lower-case words without accents: "Hoà", "Hòa" and "hoa" are one. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[đð]/g, "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** People of the event, searched on the device. */
export class Names {
  cursor = "";
  expiresAt = 0; // ms
  #storage;
  #people = new Map(); // ref → person
  #order = null;

  constructor(storage) {
    this.#storage = storage;
  }

  get isThere() {
    return this.cursor !== "" && Date.now() < this.expiresAt;
  }

  /** Take up what was kept; what is older than its eight hours is wiped. */
  async load() {
    const parts = await this.#storage.read("names", (transaction) =>
      answerOf(transaction.objectStore("names").getAll()),
    );
    this.#forgetAll();
    for (const answer of parts) this.#apply(answer);
    await this.expire();
  }

  /** Keep an answer of the server. */
  async take(answer) {
    await this.#storage.write("names", (transaction) => {
      if (answer.complete) transaction.objectStore("names").clear();
      transaction.objectStore("names").add(answer);
    });
    this.#apply(answer);
  }

  /** Wipe the names when their time is over. */
  async expire() {
    if (this.cursor !== "" && Date.now() >= this.expiresAt) await this.wipe();
  }

  async wipe() {
    await this.#storage.write("names", (transaction) => transaction.objectStore("names").clear());
    this.#forgetAll();
  }

  /** The person with that registration code, or undefined. */
  find(ref) {
    return this.isThere ? this.#people.get(ref) : undefined;
  }

  /** People every word of `query` begins a word of; initials count, and so does a registration code. */
  search(query) {
    const terms = fold(query).split(" ").filter(Boolean);
    if (terms.length === 0 || !this.isThere) return [];
    const whole = query.replace(/[\s-]/g, "").toUpperCase();
    const found = [];
    for (const person of this.#all()) {
      if (person.ref === whole || terms.every((term) => person.words.includes(` ${term}`))) found.push(person);
      if (found.length === MOST) break;
    }
    return found;
  }

  /** Everybody of a delegation, by its name. */
  group(delegation) {
    return this.isThere ? [...this.#all()].filter((person) => person.delegation === delegation) : [];
  }

  #all() {
    this.#order ??= [...this.#people.values()];
    return this.#order;
  }

  #forgetAll() {
    this.cursor = "";
    this.expiresAt = 0;
    this.#people.clear();
    this.#order = null;
  }

  #apply(answer) {
    if (answer.complete) this.#forgetAll();
    for (const ref of answer.gone ?? []) this.#people.delete(ref);
    for (const row of answer.rows ?? []) {
      const person = personOf(row, answer.words ?? []);
      this.#people.set(person.ref, person);
    }
    this.cursor = answer.cursor;
    this.expiresAt = Date.parse(answer.expires_at);
    this.#order = null;
  }
}

function personOf(row, words) {
  const person = Object.fromEntries(
    FIELDS.map((name, at) => [name, (typeof row[at] === "number" ? words[row[at]] : row[at]) ?? ""]),
  );
  person.mode = MODES[person.mode] ?? person.mode;
  const name = fold(person.full_name);
  const initials = name
    .split(" ")
    .map((word) => word[0])
    .join("");
  person.words = ` ${name} ${initials} ${fold(person.organisation)} ${fold(person.delegation)}`;
  return person;
}
