// One scan from the code to its verdict. It is on the disk before anything turns green; with network the server answers
// within a second and a half, else this device decides by its list.
import { readReference } from "./codes.js";
import { uuid } from "./device.js";
import { decisionOf } from "./judging.js";
import { StorageFull } from "./storage.js";

const PATIENCE = 1500; // ms

/**
 * Events: "answer" {scan, answer, by: "server" | "device"}; "trouble" {scan, why}: nobody has decided, and nothing is
 * green: no_list, needs_network, full, later, signed_out, revoked.
 */
export class Scanning extends EventTarget {
  #parts;
  #address;

  /** `parts`: server, queue, link, judging, keeping, identity, list. `address`: the event's in the API. */
  constructor(parts, address) {
    super();
    this.#parts = parts;
    this.#address = address;
  }

  /** Make the record of a scan and decide it; the record is given at once, the rest is told. */
  scan(code, { direction = "in", gate = "", reason = "", walk_in } = {}) {
    const { keeping, identity, judging, list } = this.#parts;
    const scan = {
      id: uuid(),
      ...(walk_in ? { walk_in } : { code }),
      direction,
      ...keeping.now(),
      device: identity.name,
      list_version: list.cursor,
    };
    const session = judging.gate(gate)?.session;
    if (gate) scan.gate = gate;
    if (session) scan.session = session;
    if (identity.operator) scan.operator = identity.operator;
    if (reason) scan.override = { reason };
    const decided = this.#parts.link.isOnline ? this.#ask(scan) : this.#judge(scan, { isKept: false });
    decided.catch((error) => this.#tell("trouble", { scan, why: error instanceof StorageFull ? "full" : "broken" }));
    return scan;
  }

  async #ask(scan) {
    const { server, queue, judging, identity } = this.#parts;
    const kept = await this.#keep(() => queue.add(scan, { isAsked: true }));
    const { answer, why, problem } = await server.ask(`${this.#address}/scans`, {
      body: kept ?? scan,
      patience: PATIENCE,
    });
    if (answer?.id === scan.id && answer.verdict) {
      const own = await judging.seen(scan, this.#moment(scan), answer.verdict);
      judging.move(own);
      if (kept) await this.#keep(() => queue.store(scan.id, answer, own));
      return this.#tell("answer", { scan, answer, by: "server" });
    }
    if (why === "not_this") {
      if (kept) await queue.reject(scan.id, { status: "rejected", detail: problem?.detail });
      const refused = { id: scan.id, verdict: "refused", reason: "other", message: problem?.detail ?? "" };
      return this.#tell("answer", { scan, answer: refused, by: "server" });
    }
    if (why === "no_connection" || !why) return this.#judge(scan, { isKept: kept !== null });
    if (kept) await queue.decide(scan.id, {});
    const isStaff = why === "absent" || why === "forbidden" || why === "signed_out";
    return this.#tell("trouble", { scan, why: isStaff && !identity.isPaired ? "signed_out" : why });
  }

  /** Decide without network. A scan that is not on the disk is never green. */
  async #judge(scan, { isKept }) {
    const { queue, judging, identity } = this.#parts;
    const isOverridden = Boolean(scan.override) && identity.may("override");
    const told = globalThis.isSecureContext ? await judging.decide(scan, this.#moment(scan), { isOverridden }) : null;
    if (!told && !isKept && scan.code && readReference(scan.code)) {
      return this.#tell("trouble", { scan, why: "needs_network" });
    }
    const decided = told ? { decision: decisionOf(told) } : {};
    if (isKept) await queue.decide(scan.id, decided, told?.own);
    else await queue.add({ ...scan, ...decided }, { own: told?.own });
    if (!told) return this.#tell("trouble", { scan, why: "no_list" });
    judging.move(told.own);
    return this.#tell("answer", { scan, answer: told, by: "device" });
  }

  /** With network a full disk stops nobody: what the server answers is on its own disk. */
  async #keep(write) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof StorageFull) return null;
      throw error;
    }
  }

  /** The true time of a scan, as far as the server's is known. */
  #moment({ at, clock_offset }) {
    return Date.parse(at) - 1000 * (clock_offset ?? 0);
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
