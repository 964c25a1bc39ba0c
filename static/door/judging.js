// Judging without network: the rules over the list, with what this device itself has done since.
import { readReference } from "./codes.js";
import { judge } from "./rules.js";

const DEAD = { cancelled: "cancelled", replaced: "replaced", rejected: "rejected" };
const WAITING = { pending: "pending", waitlisted: "waitlisted" };

/** Decides by a list, and by names where the device has them. */
export class Judging {
  #list;
  #names;
  #own = new Map(); // place, day, prefix → {spells, entered, left, gate}

  constructor(list, names) {
    this.#list = list;
    this.#names = names;
  }

  /** Take up what this device has done that the list does not know: records of Queue.movements(). */
  remember(records) {
    this.#own.clear();
    for (const { own } of records) this.move(own);
  }

  /** The rules of a gate by its name; the event's own where there is none of that name. */
  gate(name) {
    const { gates = [], default: usual = null } = this.#list.rules ?? {};
    return gates.find((gate) => gate.name === name) ?? usual;
  }

  /**
   * Decide a scan at `at` (ms, the true time): {verdict, reason, delegate, first_in_at, first_in_gate, isRoomUncounted,
   * own}, or null where this device cannot know. `own` is for move().
   */
  async decide({ id, code, walk_in, direction, gate: name }, at, { isOverridden = false } = {}) {
    const gate = this.gate(name);
    if (!this.#list.isThere || !gate) return null;
    const known = walk_in ? this.#guest(id, walk_in) : await this.#known(code);
    if (known === null) return null;
    const where = {
      place: gate.session ? `session:${gate.session}` : "event",
      day: this.day(at),
      prefix: known.prefix,
    };
    const state = this.#state(where);
    const { verdict, reason } = judge(gate, {
      direction,
      at,
      is_overridden: isOverridden,
      ticket: known.ticket,
      place: { is_inside: isInside(state), spells: state.spells, inside: null },
    });
    return {
      verdict,
      reason,
      delegate: known.delegate,
      first_in_at: verdict === "already_in" ? new Date(state.entered).toISOString() : null,
      first_in_gate: verdict === "already_in" ? state.gate : "",
      isRoomUncounted: verdict === "admitted" && gate.capacity !== null,
      own: known.prefix ? { ...where, verdict, direction, at, gate: gate.name } : null,
    };
  }

  /** What a scan that the server answered has done, so that it is known when the network goes. */
  async seen({ code, direction, gate: name }, at, verdict) {
    const gate = this.gate(name);
    if (!this.#list.isThere || !gate) return null;
    const prefix = (await this.#known(code))?.prefix;
    const place = gate.session ? `session:${gate.session}` : "event";
    return prefix ? { place, day: this.day(at), prefix, verdict, direction, at, gate: gate.name } : null;
  }

  /** Remember what a scan has done until a list knows it. */
  move(own) {
    if (own) this.#own.set(keyOf(own), moved(this.#state(own), own));
  }

  /** How many are inside at the event today, of those this device knows of. */
  inside(at) {
    const day = this.day(at);
    let number = this.#list.inside("event", day);
    for (const [key, state] of this.#own) {
      const [place, when, prefix] = key.split(" ");
      if (place !== "event" || when !== day) continue;
      number += Number(isInside(state)) - Number(isInside(this.#list.state(prefix, place, day)));
    }
    return number;
  }

  /** The event's local date of a moment. */
  day(at) {
    const zone = this.#list.event?.zone;
    return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(at);
  }

  #state(where) {
    return this.#own.get(keyOf(where)) ?? this.#list.state(where.prefix, where.place, where.day);
  }

  /** What is known of a code: {prefix, ticket, delegate}, or null where only the server can know. */
  async #known(code) {
    const ref = readReference(code);
    if (ref) {
      const person = this.#names.find(ref);
      return person ? this.#person(person) : null;
    }
    const { prefix, holder, refusal } = await this.#list.find(code);
    if (refusal && refusal !== "blocked") return { prefix, ticket: refusedTicket(refusal), delegate: null };
    if (!holder) return { prefix: "", ticket: null, delegate: null };
    return { prefix, ticket: this.#ticket("confirmed", holder, refusal), delegate: this.#delegate(holder) };
  }

  /** Somebody nobody has expected: what the desk typed is all that is known. */
  #guest(id, { full_name, position = "", organisation = "", mode = "hall", category = "", site = "" }) {
    const guest = { ref: "", full_name, position, organisation, mode, category, site, attention: "" };
    return { prefix: `guest:${id}`, ticket: this.#ticket("confirmed", guest, null), delegate: this.#delegate(guest) };
  }

  #person(person) {
    const prefix = person.prefix || `ref:${person.ref}`;
    return { prefix, ticket: this.#ticket(person.status, person, null), delegate: this.#delegate(person) };
  }

  #ticket(status, { mode, site, category, sessions = "", asks_again = false, is_blocked = false }, refusal) {
    const zones = this.#list.categories.find((one) => one.ref === category)?.zones ?? [];
    const isBlocked = is_blocked || refusal === "blocked";
    const placed = sessions.split(" ").filter(Boolean);
    return { status, void: null, asks_again, is_blocked: isBlocked, mode, site, category, zones, sessions: placed };
  }

  #delegate({ ref, full_name, position, organisation, mode, category, seat = "", attention }) {
    const named = this.#list.categories.find((one) => one.ref === category);
    return { ref, full_name, position, organisation, mode, category: this.nameOf(named), seat, attention };
  }

  /** A name in the page's language. */
  nameOf(named) {
    if (!named) return "";
    const isEnglish = globalThis.document?.documentElement.lang === "en";
    return (isEnglish && (named.name_en || named.title_en)) || named.name || named.title || "";
  }
}

/** What a record says the device decided: offline_admitted, offline_refused:cancelled … */
export function decisionOf({ verdict, reason }) {
  return verdict === "refused" ? `offline_refused:${reason}` : `offline_${verdict}`;
}

function moved(state, { verdict, direction, at, gate }) {
  if (verdict === "admitted") return { spells: state.spells + 1, entered: at, left: 0, gate };
  if (direction === "out" && verdict === "left" && isInside(state)) return { ...state, left: at };
  if (direction === "undo" && verdict === "already_in") return { ...state, left: 0 };
  if (direction === "undo" && verdict === "left" && isInside(state)) {
    return state.spells > 1
      ? { ...state, spells: state.spells - 1, left: at }
      : { spells: 0, entered: 0, left: 0, gate: "" };
  }
  return verdict === "already_in" && state.spells === 0 ? { spells: 1, entered: at, left: 0, gate } : state;
}

function isInside({ spells, left }) {
  return spells > 0 && left === 0;
}

function keyOf({ place, day, prefix }) {
  return `${place} ${day} ${prefix}`;
}

function refusedTicket(reason) {
  const status = WAITING[reason] ?? "confirmed";
  const ticket = { status, void: DEAD[reason] ?? null, asks_again: false, is_blocked: false };
  return { ...ticket, mode: "hall", site: "", category: "", zones: [], sessions: [] };
}
