import assert from "node:assert/strict";
import { test } from "node:test";
import { Sync } from "../../static/door/sync.js";
import { freshQueue, scanOf } from "./fresh.js";

const stored = (scans) => ({
  answer: { results: scans.map(({ id }) => ({ id, status: "stored", verdict: "admitted" })) },
});

async function filled(t, number, send) {
  const { queue, name } = freshQueue(t);
  for (let at = 0; at < number; at += 1) await queue.add(scanOf(`scan-${at}`));
  const sync = new Sync(queue, send, `sending ${name}`);
  t.after(() => sync.stop());
  return { queue, sync, name };
}

test("what waits goes in batches of at most 500, oldest first", async (t) => {
  const sizes = [];
  const { queue, sync } = await filled(t, 501, async (scans) => {
    sizes.push(scans.length);
    return stored(scans);
  });
  await sync.wake();
  assert.deepEqual(sizes, [500, 1]);
  assert.deepEqual(await queue.count(), { waiting: 0, attention: 0 });
});

test("one bad record is rejected alone and holds up no other", async (t) => {
  const { queue, sync } = await filled(t, 9, async (scans) => {
    if (!scans.some(({ id }) => id === "scan-4")) return stored(scans);
    return { why: "not_this", problem: { detail: "unreadable" } };
  });
  await sync.wake();
  assert.deepEqual(await queue.count(), { waiting: 0, attention: 1 });
  const [record] = await queue.attention();
  assert.deepEqual([record.id, record.why.detail], ["scan-4", "unreadable"]);
});

test("each record gets the status that the server gave it; of what it says nothing, nothing is lost", async (t) => {
  const statuses = { "scan-0": "stored", "scan-1": "already_stored", "scan-2": "conflict", "scan-3": "rejected" };
  const { queue, sync } = await filled(t, 5, async (scans) => ({
    answer: { results: scans.filter(({ id }) => statuses[id]).map(({ id }) => ({ id, status: statuses[id] })) },
  }));
  await sync.wake();
  assert.deepEqual(await queue.count(), { waiting: 1, attention: 2 });
  assert.deepEqual((await queue.next(500))[0].id, "scan-4");
});

test("without an answer everything waits, and goes when the network is back", async (t) => {
  let isThere = false;
  const { queue, sync } = await filled(t, 3, async (scans) => (isThere ? stored(scans) : { why: "no_connection" }));
  await sync.wake();
  await sync.wake(); // there is a pause: nothing is asked
  assert.deepEqual(await queue.count(), { waiting: 3, attention: 0 });
  isThere = true;
  await sync.wake({ isNow: true });
  assert.deepEqual(await queue.count(), { waiting: 0, attention: 0 });
});

test("who is signed out keeps everything", async (t) => {
  let told = 0;
  const { queue, sync } = await filled(t, 2, async () => ({ why: "signed_out" }));
  sync.addEventListener("signed_out", () => {
    told += 1;
  });
  await sync.wake();
  assert.deepEqual([told, await queue.count()], [1, { waiting: 2, attention: 0 }]);
});

test("of two tabs one sends at a time, and nothing is sent twice", async (t) => {
  const sent = [];
  let underway = 0;
  const send = async (scans) => {
    underway += 1;
    assert.equal(underway, 1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    underway -= 1;
    sent.push(...scans.map(({ id }) => id));
    return stored(scans);
  };
  const { sync, name } = await filled(t, 30, send);
  const other = new Sync(freshQueue(t, name).queue, send, `sending ${name}`);
  await Promise.all([sync.wake(), other.wake()]);
  assert.equal(sent.length, 30);
});

test("an answer is told with its scan", async (t) => {
  const told = [];
  const { sync } = await filled(t, 1, async (scans) => stored(scans));
  sync.addEventListener("answer", ({ detail }) => told.push([detail.scan.id, detail.answer.verdict]));
  await sync.wake();
  assert.deepEqual(told, [["scan-0", "admitted"]]);
});
