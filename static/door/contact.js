// Keeps touch with the server: says that the device is there, and fetches what has changed of the list and the names.
const PAUSE = 15_000; // ms
const SOON = 1000; // ms after a scan, for it changes the list
const PATIENCE = 4000; // ms
const NAMES_PAUSE = 60_000; // ms

/** Events: "revoked" {}, "signed_out" {}, "taken" {}: the list is another one. */
export class Contact extends EventTarget {
  #parts;
  #address;
  #timer = null;
  #underway = null;
  #namesAt = 0;

  /** `parts`: server, list, names, queue, identity, keeping. `address`: the event's in the API. */
  constructor(parts, address) {
    super();
    this.#parts = parts;
    this.#address = address;
  }

  /** Keep touch from now on. */
  start() {
    setInterval(() => document.hidden || this.ask(), PAUSE);
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    this.ask();
  }

  /** Ask soon, once however often this is called. */
  soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.ask();
    }, SOON);
  }

  /** Ask now. Promises whether the server answered. */
  ask() {
    this.#underway ??= this.#touch().finally(() => {
      this.#underway = null;
    });
    return this.#underway;
  }

  async #touch() {
    const { identity, list, names } = this.#parts;
    await names.expire();
    await this.#expire();
    if (!identity.isKnown) return false;
    if (!identity.isPaired) return this.#fetchList();
    const { answer, why } = await this.#greet();
    if (!answer) return this.#lost(why);
    await identity.learn(answer.device);
    if (answer.cursor !== list.cursor && !(await this.#fetchList())) return false;
    await this.#fetchNames();
    return true;
  }

  async #greet() {
    const { server, identity, list, queue, keeping } = this.#parts;
    const { waiting, attention } = await queue.count();
    const now = keeping.now();
    return server.ask(`${this.#address}/devices/self/contact`, {
      patience: PATIENCE,
      body: {
        unsent: waiting + attention,
        list_version: list.cursor,
        clock_offset: now.clock_offset,
        sent_at: now.at,
        ...(identity.operator ? { operator: identity.operator } : {}),
      },
    });
  }

  async #fetchList() {
    const { server, list } = this.#parts;
    if (!globalThis.isSecureContext) return this.#fetchNothing(); // the list opens on https alone
    const since = list.cursor;
    const askedAt = Date.now();
    const query = since ? `?since=${encodeURIComponent(since)}` : "";
    const { answer, why } = await server.ask(`${this.#address}/door-list${query}`);
    if (!answer) return this.#lost(why);
    if (answer.cursor !== since || answer.complete) {
      await list.take(answer, since, askedAt);
      this.dispatchEvent(new Event("taken"));
    }
    if (answer.complete && list.cursor !== since) return this.#fetchList(); // what has changed since it was made
    return true;
  }

  async #fetchNothing() {
    const { why } = await this.#parts.server.ask(this.#address, { patience: PATIENCE });
    return why !== "no_connection";
  }

  async #fetchNames() {
    const { server, names, identity } = this.#parts;
    if (!identity.may("search") || !globalThis.isSecureContext) return;
    if (names.isThere && Date.now() - this.#namesAt < NAMES_PAUSE) return;
    this.#namesAt = Date.now();
    const query = names.cursor ? `?since=${encodeURIComponent(names.cursor)}` : "";
    const { answer } = await server.ask(`${this.#address}/door-names${query}`);
    if (answer) await names.take(answer);
  }

  /** A day after the event nobody is on this telephone any more, network or not. */
  async #expire() {
    const { list, names, keeping } = this.#parts;
    const until = Date.parse(list.wipe_at ?? "");
    if (!(keeping.trueTime() >= until)) return;
    await list.wipe();
    await names.wipe();
    this.dispatchEvent(new Event("taken"));
  }

  #lost(why) {
    if (why === "revoked" || why === "signed_out") this.dispatchEvent(new Event(why));
    return why !== "no_connection";
  }
}
