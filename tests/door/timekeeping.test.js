import assert from "node:assert/strict";
import { test } from "node:test";
import { Timekeeping } from "../../static/door/timekeeping.js";

const NOON = Date.parse("2026-11-26T12:00:00Z");

test("a clock that is a day ahead is known by the server's time; a second is nobody's fault", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOON + 86_400_000 });
  const keeping = new Timekeeping();
  assert.equal(keeping.now().clock_offset, null);
  assert.equal(keeping.learn("Thu, 26 Nov 2026 12:00:00 GMT", Date.now()), true);
  assert.deepEqual(keeping.now(), { at: "2026-11-27T12:00:00.000Z", clock_offset: 86_400 });
  assert.equal(keeping.learn("Thu, 26 Nov 2026 12:00:01 GMT", Date.now()), false);
  assert.equal(keeping.learn("", Date.now()), false);
});

test("a clock set back while we scan without network is noticed, one that slept is believed", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOON });
  const keeping = new Timekeeping(0);
  t.mock.timers.setTime(NOON - 3_600_000);
  assert.equal(Math.round(keeping.now().clock_offset), -3600);
  t.mock.timers.setTime(NOON);
  assert.equal(Math.round(keeping.now().clock_offset), -3600);
});

test("a clock at 1970 is no reason to stop", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 0 });
  const keeping = new Timekeeping();
  keeping.learn("Thu, 26 Nov 2026 12:00:00 GMT", Date.now());
  assert.deepEqual(keeping.now(), { at: "1970-01-01T00:00:00.000Z", clock_offset: -NOON / 1000 });
});
