// The rules of the door: may this ticket go through this gate now? The same as the server's, held to it by
// tests/checkin/vectors.json. Nothing here knows where its facts come from.
const OF_VOID = { cancelled: "cancelled", rejected: "rejected", replaced: "replaced", reissued: "replaced" };
const OF_STATUS = {
  pending: "pending",
  returned: "pending",
  offered: "pending",
  rejected: "rejected",
  waitlisted: "waitlisted",
  cancelled: "cancelled",
  replaced: "replaced",
};

/** Judge facts at a gate: {verdict: admitted | already_in | left | refused, reason: null | why}. */
export function judge(gate, facts) {
  const { ticket, direction, place } = facts;
  if (ticket === null) return refused("unknown");
  if (direction !== "in") return going(direction, ticket, place);
  const refusals = [OF_VOID[ticket.void], OF_STATUS[ticket.status], ticket.is_blocked && "blocked"];
  const reason = [...refusals, ...atTheGate(gate, facts)].find((why) => why && !isSetAside(why, facts));
  if (reason) return refused(reason);
  if (place.is_inside) return { verdict: "already_in", reason: null };
  const why = facts.is_overridden ? undefined : onceMore(gate, place);
  return why ? refused(why) : { verdict: "admitted", reason: null };
}

/** Out, or the last step taken back. */
function going(direction, ticket, place) {
  const dead = OF_VOID[ticket.void] ?? OF_STATUS[ticket.status];
  if (dead && place.spells === 0) return refused(dead);
  const isReopened = direction === "undo" && !place.is_inside && place.spells > 0;
  return { verdict: isReopened ? "already_in" : "left", reason: null };
}

function* atTheGate(gate, { ticket, at }) {
  if (ticket.asks_again) yield "pending";
  if (!gate.is_entrance) yield "wrong_gate";
  if (!gate.modes.includes(ticket.mode)) yield "wrong_mode";
  if (isElsewhere(gate.sites, [ticket.site])) yield "wrong_gate";
  if (isElsewhere(gate.categories, [ticket.category])) yield "wrong_gate";
  if (isElsewhere(gate.zones, ticket.zones)) yield "wrong_gate";
  if (gate.needs_place && !ticket.sessions.includes(gate.session)) yield "no_place";
  if ((gate.opens !== null && at < gate.opens) || (gate.closes !== null && gate.closes <= at)) yield "outside_hours";
}

function onceMore(gate, place) {
  if (place.spells > 0 && !gate.has_reentry) return "no_reentry";
  return gate.capacity !== null && place.inside !== null && place.inside >= gate.capacity ? "room_full" : undefined;
}

/** The staff may set a refusal aside, but nobody enters with a ticket that was taken back or is blocked. */
function isSetAside(why, { is_overridden }) {
  return is_overridden && !["cancelled", "replaced", "rejected", "blocked"].includes(why);
}

/** A list without a word is no rule. */
function isElsewhere(wanted, had) {
  return wanted.length > 0 && !had.some((one) => wanted.includes(one));
}

function refused(reason) {
  return { verdict: "refused", reason };
}
