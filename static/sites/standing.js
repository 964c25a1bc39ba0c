// What stands of everybody: what the server last said, and on top of it what was noted here and is not sent yet.

/**
 * Give {named: Map of ref → {isHere, at, isWaiting}, counted: {number, at, isWaiting} or null, arrived: marks}
 * of one session ("" is the event). `marks` are those that wait, oldest first.
 */
export function standingOf(standing, marks, session) {
  const mine = marks.filter((mark) => (mark.session ?? "") === session);
  return { named: named(standing, mine, session), counted: counted(standing, mine, session), arrived: arrived(mine) };
}

function named(standing, marks, session) {
  const steps = new Map();
  for (const [ref, [isHere, at]] of Object.entries(standing.named?.[session] ?? {})) {
    steps.set(ref, [{ isHere, at, isWaiting: false }]);
  }
  for (const mark of marks.filter(({ kind }) => kind === "tick")) {
    const before = steps.get(mark.ref) ?? [];
    steps.set(mark.ref, after(before, mark));
  }
  return new Map([...steps].filter(([, all]) => all.length > 0).map(([ref, all]) => [ref, all.at(-1)]));
}

/** One step more: a second "in" says nothing new, an undo takes the last one back. */
function after(steps, { sign, at }) {
  const last = steps.at(-1);
  if (sign === "in") return last?.isHere ? steps : [...steps, { isHere: true, at, isWaiting: true }];
  if (sign === "out") return last?.isHere ? [...steps, { isHere: false, at, isWaiting: true }] : steps;
  if (steps.length === 0) return steps;
  if (steps.length > 1 || last.isHere) return steps.slice(0, -1);
  return [{ isHere: true, at: last.at, isWaiting: true }]; // the server says only that he has left: he was here before
}

function counted(standing, marks, session) {
  const waiting = marks.filter(({ kind }) => kind === "headcount").at(-1);
  if (waiting) return { number: waiting.number, at: waiting.at, isWaiting: true };
  const [number, at] = standing.counted?.[session] ?? [];
  return number === undefined ? null : { number, at, isWaiting: false };
}

function arrived(marks) {
  return marks.filter(({ kind }) => kind === "arrival");
}

/** Of two answers the newer: the page may be older than what was kept beside it. */
export function newer(one, other) {
  if (!one || !other) return one ?? other ?? null;
  return other.at > one.at ? other : one;
}
