import assert from "node:assert/strict";
import { test } from "node:test";
import { newer, standingOf } from "../../static/sites/standing.js";

const SAID = { named: { "": { AA: [true, "08:00"], BB: [false, "08:30"] }, S1: { CC: [true, "09:00"] } }, counted: {} };

function tick(ref, sign, at = "10:00", session = "") {
  return { kind: "tick", ref, sign, at, session };
}

function statesOf(marks, session = "") {
  const { named } = standingOf(SAID, marks, session);
  return Object.fromEntries([...named].map(([ref, { isHere }]) => [ref, isHere]));
}

test("what waits stands on top of what the server said", () => {
  assert.deepEqual(statesOf([]), { AA: true, BB: false });
  assert.deepEqual(statesOf([tick("DD", "in")]), { AA: true, BB: false, DD: true });
  assert.deepEqual(statesOf([tick("AA", "out")]), { AA: false, BB: false });
  assert.deepEqual(statesOf([tick("AA", "undo"), tick("BB", "undo")]), { BB: true });
});

test("an undo takes the last step back, also one that waits, and a second tick says nothing new", () => {
  assert.deepEqual(statesOf([tick("DD", "in"), tick("DD", "in"), tick("DD", "undo")]), { AA: true, BB: false });
  assert.deepEqual(statesOf([tick("BB", "in"), tick("BB", "undo")]), { AA: true, BB: false });
  assert.deepEqual(statesOf([tick("ZZ", "undo"), tick("ZZ", "out")]), { AA: true, BB: false });
});

test("a mark that the server knows already changes nothing while it still waits here", () => {
  assert.deepEqual(statesOf([tick("AA", "in")]), { AA: true, BB: false });
  assert.equal(standingOf(SAID, [tick("AA", "in")], "").named.get("AA").isWaiting, false);
  assert.equal(standingOf(SAID, [tick("DD", "in")], "").named.get("DD").isWaiting, true);
});

test("sessions are told apart, and from the event as a whole", () => {
  assert.deepEqual(statesOf([tick("DD", "in", "10:00", "S1")]), { AA: true, BB: false });
  assert.deepEqual(statesOf([tick("DD", "in", "10:00", "S1")], "S1"), { CC: true, DD: true });
  assert.deepEqual(statesOf([], "S2"), {});
});

test("the last count stands, and one that waits says so", () => {
  const said = { counted: { "": [40, "08:00"] } };
  const count = (number, session = "") => ({ kind: "headcount", number, at: "09:00", session });
  assert.deepEqual(standingOf(said, [], "").counted, { number: 40, at: "08:00", isWaiting: false });
  assert.deepEqual(standingOf(said, [count(41), count(42)], "").counted, { number: 42, at: "09:00", isWaiting: true });
  assert.equal(standingOf(said, [count(42, "S1")], "").counted.number, 40);
  assert.equal(standingOf({}, [], "").counted, null);
});

test("who was entered and waits is listed", () => {
  const arrival = { kind: "arrival", session: "", at: "09:00", walk_in: { full_name: "An" } };
  assert.deepEqual(standingOf(SAID, [tick("AA", "in"), arrival], "").arrived, [arrival]);
});

test("of the page and what was kept beside it the newer one is believed", () => {
  const page = { at: 5, said: "page" };
  assert.equal(newer(page, null), page);
  assert.equal(newer(page, { at: 4 }), page);
  assert.deepEqual(newer(page, { at: 6 }), { at: 6 });
  assert.equal(newer(null, null), null);
});
