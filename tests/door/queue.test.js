import assert from "node:assert/strict";
import { test } from "node:test";
import { StorageFull } from "../../static/door/storage.js";
import { freshQueue, scanOf, until } from "./fresh.js";

test("a scan is kept under the next number of the device, also in a later life of the page", async (t) => {
  const { queue, storage, name } = freshQueue(t);
  assert.equal((await queue.add(scanOf("a"))).sequence, 1);
  await storage.close();
  const later = freshQueue(t, name).queue;
  assert.equal((await later.add(scanOf("b"))).sequence, 2);
  assert.deepEqual(
    (await later.next(500)).map(({ id, sequence }) => [id, sequence]),
    [
      ["a", 1],
      ["b", 2],
    ],
  );
});

test("two tabs that scan at once share the numbers and see each other's scans", async (t) => {
  const { queue, name } = freshQueue(t);
  const other = freshQueue(t, name).queue;
  let heard = 0;
  other.addEventListener("change", () => {
    heard += 1;
  });
  const ids = Array.from({ length: 20 }, (_, at) => `scan-${at}`);
  const kept = await Promise.all(ids.map((id, at) => (at % 2 ? queue : other).add(scanOf(id))));
  assert.deepEqual(
    kept.map(({ sequence }) => sequence).sort((a, b) => a - b),
    [...Array(20).keys()].map((n) => n + 1),
  );
  await until(() => heard >= 20);
});

test("a scan that is being asked alone stays out of batches until the device has decided", async (t) => {
  const { queue } = freshQueue(t);
  await queue.add(scanOf("a"), { isAsked: true });
  assert.deepEqual(await queue.next(500), []);
  await queue.decide("a", { decision: "admitted offline" });
  assert.deepEqual((await queue.next(500))[0].decision, "admitted offline");
});

test("of a scan that the server has, the code is forgotten", async (t) => {
  const { queue, storage } = freshQueue(t);
  await queue.add(scanOf("a"));
  await queue.store("a", { verdict: "admitted" });
  assert.deepEqual(await queue.next(500), []);
  const record = await storage.read("scans", (transaction) => {
    return new Promise((resolve) => {
      transaction.objectStore("scans").get("a").onsuccess = ({ target }) => resolve(target.result);
    });
  });
  assert.equal("code" in record.scan, false);
  assert.equal(record.state, "stored");
});

test("a rejected scan stays until somebody has seen it, is in the rescue file, and can be sent once more", async (t) => {
  const { queue } = freshQueue(t);
  await queue.add(scanOf("a"));
  await queue.add(scanOf("b"));
  await queue.reject("a", { status: "rejected" });
  assert.deepEqual(await queue.count(), { waiting: 1, attention: 1 });
  assert.equal((await queue.attention())[0].why.status, "rejected");
  await queue.see("a");
  assert.deepEqual(await queue.count(), { waiting: 1, attention: 0 });
  const file = await queue.rescue({ event: "hoi-nghi" });
  assert.deepEqual([file.event, file.scans.map(({ id }) => id)], ["hoi-nghi", ["b", "a"]]);
  await queue.retry("a");
  assert.deepEqual(
    (await queue.next(500)).map(({ id }) => id),
    ["a", "b"],
  );
});

test("a full disk gives up the ballast first, and is told when nothing is left", async (t) => {
  const { queue, storage } = freshQueue(t);
  await queue.tidy();
  const write = storage.write.bind(storage);
  let room = 0;
  storage.write = async (stores, work) => {
    if (stores === "facts")
      room = 1; // the ballast is thrown
    else if (room === 0) throw new StorageFull();
    else room -= 1;
    return write(stores, work);
  };
  await queue.add(scanOf("a"));
  await assert.rejects(queue.add(scanOf("b")), StorageFull);
  storage.write = write;
  assert.deepEqual(
    (await queue.next(500)).map(({ id }) => id),
    ["a"],
  );
});

test("of what the server has only the last 300 stay", async (t) => {
  const { queue, storage } = freshQueue(t);
  await storage.write("scans", async (transaction) => {
    for (let sequence = 1; sequence <= 305; sequence += 1) {
      transaction.objectStore("scans").put({ id: `${sequence}`, sequence, scan: {}, state: "stored" });
    }
  });
  await queue.add(scanOf("waiting"));
  await queue.tidy();
  const left = await storage.read("scans", (transaction) => {
    return new Promise((resolve) => {
      transaction.objectStore("scans").getAllKeys().onsuccess = ({ target }) => resolve(target.result);
    });
  });
  assert.equal(left.length, 301);
  assert.equal(left.includes("5"), false);
});
