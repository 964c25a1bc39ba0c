// How far this device's clock is ahead of the server's, also when somebody sets it back while we scan.
const UNSURE = 1.5; // seconds: an HTTP date has whole seconds, and answers take their time

/** The offset of the clock, learned from answers of the server. */
export class Timekeeping {
  offset = null; // seconds ahead; null until a server has told the time
  #wall;
  #steady;

  constructor(offset = null) {
    this.offset = offset;
    this.#mark();
  }

  /** An answer bears the server's time; `sentAt` is when we asked. Gives whether the offset has changed. */
  learn(serverTime, sentAt) {
    const told = Date.parse(serverTime ?? "");
    if (Number.isNaN(told)) return false;
    const middle = sentAt + (Date.now() - sentAt) / 2;
    const offset = Math.round((middle - told) / 100) / 10;
    this.#mark();
    if (this.offset !== null && Math.abs(offset - this.offset) < UNSURE) return false;
    this.offset = Math.abs(offset) < UNSURE ? 0 : offset;
    return true;
  }

  /** The time of a scan and the offset at that moment. */
  now() {
    const wall = Date.now();
    const lost = wall - this.#wall - (performance.now() - this.#steady);
    if (lost < -1000 * UNSURE && this.offset !== null) this.offset = Math.round(this.offset * 10 + lost / 100) / 10;
    this.#mark(wall); // a leap forward is sleep, in which the steady clock may stand still
    return { at: new Date(wall).toISOString(), clock_offset: this.offset };
  }

  /** The true time in ms, as far as it is known. */
  trueTime() {
    return Date.now() - 1000 * (this.now().clock_offset ?? 0);
  }

  #mark(wall = Date.now()) {
    this.#wall = wall;
    this.#steady = performance.now();
  }
}
