// What the scripts' tests stand on: a database of their own in memory, and scans.
import "fake-indexeddb/auto";
import { Queue } from "../../static/door/queue.js";
import { Storage } from "../../static/door/storage.js";

let number = 0;

/** The name of a database that nobody has used. */
export function freshName() {
  number += 1;
  return `door-${number}`;
}

/** An empty queue; `t` closes it at the end of its test. */
export function freshQueue(t, name = freshName()) {
  const storage = new Storage(name);
  const queue = new Queue(storage);
  t.after(() => {
    queue.close();
    return storage.close();
  });
  return { queue, storage, name };
}

/** A scan that is not yet in any queue. */
export function scanOf(id, more = {}) {
  return { id, code: "0123456789ABCDEFGHJKMNPQ", direction: "in", at: "2026-11-26T01:00:00.000Z", ...more };
}

/** Wait until `isSo()` is true. */
export async function until(isSo) {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it never came");
}
