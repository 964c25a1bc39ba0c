import assert from "node:assert/strict";
import { test } from "node:test";
import { List } from "../../static/door/list.js";
import { fact, keepFact } from "../../static/door/storage.js";
import { freshName, freshQueue, scanOf } from "./fresh.js";
import { listOf } from "./sealing.js";

/** What the first version of the scanner kept. */
function oldDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const scans = request.result.createObjectStore("scans", { keyPath: "id" });
      scans.createIndex("sequence", "sequence");
      scans.createIndex("state", ["state", "sequence"]);
      request.result.createObjectStore("facts").put(7, "sequence");
      scans.put({ id: "old", sequence: 7, scan: { ...scanOf("old"), sequence: 7 }, state: "waiting", asked_at: 0 });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

test("an older queue is brought up to date with its scans and its numbers", async (t) => {
  const name = freshName();
  (await oldDatabase(name)).close();
  const { queue, storage } = freshQueue(t, name);
  assert.deepEqual(
    (await queue.next(500)).map(({ id }) => id),
    ["old"],
  );
  assert.equal((await queue.add(scanOf("new"))).sequence, 8);
  const list = new List(storage);
  await list.take(listOf(), "", 1);
  assert.equal(list.isThere, true);
});

test("an old tab makes way for a newer one, and opens again when it is asked", async (t) => {
  const { queue, storage, name } = freshQueue(t);
  await queue.add(scanOf("a"));
  const newer = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 3);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the old tab stands in the way"));
  });
  newer.close();
  await assert.rejects(
    storage.read("facts", () => null),
    { name: "VersionError" },
  );
});

test("facts are kept, and forgotten when they are undefined", async (t) => {
  const { storage } = freshQueue(t);
  await keepFact(storage, "token", "dv_1");
  assert.equal(await fact(storage, "token"), "dv_1");
  await keepFact(storage, "token", undefined);
  assert.equal(await fact(storage, "token"), undefined);
});
