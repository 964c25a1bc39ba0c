// Is the server there? Away after one answer that did not come; back after three good ones in a row, so that a network
// that comes and goes does not make everybody wait for it.
const ENOUGH = 3;
const PAUSES = [1000, 2000, 4000, 8000, 15000]; // ms between two looks while it is away
const SOON = 500; // ms after a good answer

/** Events: "change" {}. `ask()` must promise whether the server answered. */
export class Link extends EventTarget {
  isOnline = true;
  since = null; // ms: when the server was lost
  lastAt = null; // ms: when it was last heard
  #ask;
  #good = 0;
  #failures = 0;
  #timer = null;

  constructor(ask) {
    super();
    this.#ask = ask;
  }

  /** The server has answered. */
  worked() {
    this.lastAt = Date.now();
    this.#failures = 0;
    if (this.isOnline) return;
    this.#good += 1;
    if (this.#good < ENOUGH) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.isOnline = true;
    this.since = null;
    this.dispatchEvent(new Event("change"));
  }

  /** It has not. */
  failed() {
    this.#good = 0;
    this.#failures += 1;
    if (!this.isOnline) return;
    this.isOnline = false;
    this.since = Date.now();
    this.dispatchEvent(new Event("change"));
    this.#later();
  }

  /** Look now: the browser says that the network has changed, or the page is seen again. */
  async look() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if ((await this.#ask().catch(() => false)) === true) this.worked();
    else this.failed();
    this.#later();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #later() {
    if (this.isOnline || this.#timer !== null) return;
    const pause = this.#good > 0 ? SOON : PAUSES[Math.min(this.#failures, PAUSES.length) - 1];
    this.#timer = setTimeout(() => this.look(), pause);
  }
}
