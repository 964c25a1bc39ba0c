// What the secretary notes: kept on the computer first, then sent by itself until the server has said something of it.
import { uuid } from "../door/device.js";
import { Queue } from "../door/queue.js";
import { Server } from "../door/server.js";
import { fact, keepFact, Storage } from "../door/storage.js";
import { Sync } from "../door/sync.js";
import { Timekeeping } from "../door/timekeeping.js";
import { newer } from "./standing.js";

const WITHIN = 999; // ms: Date names a second, and the page may have been made earlier in that very second
const MOST = 500; // records looked through for what waits

/** Events: "change": look again; "heard", "lost": whether the server answers; "closed": the link opens nothing more. */
export class Notes extends EventTarget {
  standing = { at: 0, said: {} };
  #storage;
  #queue;
  #server = new Server();
  #sync;
  #time = new Timekeeping();
  #address;

  constructor(point, address) {
    super();
    this.#address = address;
    this.#storage = new Storage(`site ${point}`);
    this.#queue = new Queue(this.#storage);
    this.#sync = new Sync(this.#queue, (marks) => this.#send(marks), `site ${point}`);
    this.#queue.addEventListener("change", () => this.#changed());
    this.#sync.addEventListener("rejected", () => this.#changed());
    this.#server.addEventListener("heard", ({ detail }) => {
      this.#time.learn(detail.date, detail.sentAt);
      this.dispatchEvent(new Event("heard"));
    });
    this.#server.addEventListener("lost", () => this.dispatchEvent(new Event("lost")));
  }

  /** Begin with what the page says, or with what was kept if that is newer. */
  async begin(said, at) {
    this.standing = newer({ at, said }, (await fact(this.#storage, "standing")) ?? null);
    this.#changed();
    await this.#sync.wake({ isNow: true });
  }

  /** Keep a mark and send it soon; it is on the disk when the promise is kept. Raises StorageFull. */
  async note(mark) {
    const kept = await this.#queue.add({ id: uuid(), ...this.#time.now(), ...mark });
    this.#sync.wake({ isNow: true }).catch(() => {});
    return kept;
  }

  /** Send what waits, then ask what the server knows. */
  async refresh({ isNow = false } = {}) {
    await this.#sync.wake({ isNow });
    const { answer, why, response } = await this.#server.ask(this.#address);
    if (why === "absent") this.dispatchEvent(new Event("closed"));
    if (!answer) return;
    await this.#learn(answer, response);
    this.#changed();
  }

  /** The marks that wait, oldest first, and what the server would not have. */
  async waiting() {
    return {
      marks: await this.#queue.next(MOST),
      refused: await this.#queue.attention(),
      ...(await this.#queue.count()),
    };
  }

  /** Somebody has read what the server would not have. */
  async see() {
    for (const record of await this.#queue.attention()) await this.#queue.see(record.id);
  }

  /** Wipe everything that is kept; false where something still waits. */
  async forget() {
    if ((await this.#queue.count()).waiting > 0) return false;
    this.#sync.stop();
    this.#queue.close();
    await this.#storage.close();
    indexedDB.deleteDatabase(this.#storage.name);
    return true;
  }

  async #send(marks) {
    const found = await this.#server.ask(this.#address, { body: { marks } });
    if (found.why === "absent") this.dispatchEvent(new Event("closed"));
    if (found.answer?.standing) await this.#learn(found.answer.standing, found.response);
    return found;
  }

  async #learn(said, response) {
    const heardAt = Date.parse(response.headers.get("Date") ?? "") + WITHIN || Date.now();
    this.standing = { at: heardAt, said };
    await keepFact(this.#storage, "standing", this.standing).catch(() => {}); // a full disk keeps the marks first
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
