import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "../../static/door/link.js";

test("one lost answer means offline, three good ones in a row mean online", () => {
  const link = new Link(async () => true);
  const changes = [];
  link.addEventListener("change", () => changes.push(link.isOnline));
  link.failed();
  assert.equal(link.isOnline, false);
  link.worked();
  link.worked();
  link.failed(); // comes and goes
  link.worked();
  link.worked();
  assert.equal(link.isOnline, false);
  link.worked();
  assert.equal(link.isOnline, true);
  assert.deepEqual(changes, [false, true]);
  link.stop();
});

test("while the server is away it is looked for, and soon again after a good answer", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  let isThere = false;
  let asked = 0;
  const link = new Link(async () => {
    asked += 1;
    return isThere;
  });
  const pass = async (ms) => {
    t.mock.timers.tick(ms);
    for (let turn = 0; turn < 10; turn += 1) await null;
  };
  link.failed();
  await pass(1000);
  await pass(2000);
  assert.equal(asked, 2);
  isThere = true;
  await pass(4000);
  await pass(500);
  assert.equal(link.isOnline, false);
  await pass(500);
  assert.equal(link.isOnline, true);
  await pass(60_000);
  assert.equal(asked, 5);
});

test("it is known since when the server is lost and when it was last heard", (t) => {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1000 });
  const link = new Link(async () => false);
  link.worked();
  t.mock.timers.setTime(5000);
  link.failed();
  assert.deepEqual([link.lastAt, link.since], [1000, 5000]);
  link.stop();
});
