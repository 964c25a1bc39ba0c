// Who this telephone is to the server: a paired device with a token of its own, or the browser of signed-in staff.
import { deviceName, remember, remembered } from "./device.js";
import { fact, keepFact } from "./storage.js";

const OPERATOR = "operator";
const PAUSE = 30_000; // ms between two looks at the page of staff

/** Events: "change" {}. */
export class Identity extends EventTarget {
  token = null;
  device = null; // as the server tells it: ref, name, rights, gates, expires_at, event
  #storage;
  #pageToken;
  #pageRights;
  #regainedAt = 0; // ms

  /** `pageToken` and `pageRights` are what the page of signed-in staff bears; both are empty elsewhere. */
  constructor(storage, pageToken, pageRights) {
    super();
    this.#storage = storage;
    this.#pageToken = pageToken;
    this.#pageRights = pageRights;
  }

  /** Take up what was kept; what the page of signed-in staff allows is kept for a reload without network. */
  async load() {
    this.token = (await fact(this.#storage, "token")) ?? null;
    this.device = (await fact(this.#storage, "device")) ?? null;
    if (this.#pageToken)
      await keepFact(this.#storage, "staff", this.#pageRights).catch(() => {}); // a full disk
    else this.#pageRights = (await fact(this.#storage, "staff")) ?? [];
  }

  /** Is this staff's browser, but its page came without network and lacks what the server wants of them? */
  get isStaffAlone() {
    return !this.isPaired && !this.#pageToken && this.#pageRights.length > 0;
  }

  /** Take what the server wants of staff from their page, fetched anew; promises whether they are still signed in. */
  async regain(address) {
    if (Date.now() - this.#regainedAt < PAUSE) return false; // it did not help
    this.#regainedAt = Date.now();
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.#pageToken = page.querySelector('meta[name="csrf-token"]')?.content ?? "";
      return this.#pageToken !== "";
    } catch {
      return false;
    }
  }

  /** Is this a paired device? */
  get isPaired() {
    return this.token !== null;
  }

  /** Does anything say who we are? */
  get isKnown() {
    return this.isPaired || this.#pageToken !== "" || this.#pageRights.length > 0;
  }

  /** What scans are signed with. */
  get name() {
    return this.device?.ref ?? deviceName();
  }

  /** Who stands at the door, as they say themselves. */
  get operator() {
    return remembered(OPERATOR) ?? "";
  }

  set operator(name) {
    remember(OPERATOR, name.trim().slice(0, 80));
  }

  /** May it do that: scan, search, walk_in, override? */
  may(right) {
    return (this.isPaired ? (this.device?.rights ?? []) : this.#pageRights).includes(right);
  }

  /** What says who we are, in a request. */
  headers() {
    if (this.isPaired) return { Authorization: `Bearer ${this.token}` };
    return this.#pageToken ? { "X-CSRFToken": this.#pageToken } : {};
  }

  /** Keep what the server answered to the pairing. */
  async pair({ token, device }) {
    await keepFact(this.#storage, "token", token);
    this.token = token;
    await this.learn(device);
  }

  /** Keep what the server says of this device. */
  async learn(device) {
    if (JSON.stringify(device) === JSON.stringify(this.device)) return;
    this.device = device;
    await keepFact(this.#storage, "device", device);
    this.dispatchEvent(new Event("change"));
  }

  /** Be nobody again. */
  async forget() {
    for (const key of ["token", "device", "staff"]) await keepFact(this.#storage, key, undefined);
    this.token = this.device = null;
    this.#pageRights = [];
    this.dispatchEvent(new Event("change"));
  }
}
