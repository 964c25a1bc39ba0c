import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, Storage } from "../../static/door/storage.js";
import { Notes } from "../../static/sites/notes.js";

const ADDRESS = "/sites/secret/marks";
let number = 0;

/** A server that keeps each mark once, and goes away and comes back when told. */
class Away {
  isThere = true;
  isCut = false; // it takes what is sent, but its answer gets lost
  kept = new Map();
  batches = 0;

  answer(body) {
    if (!this.isThere) throw new TypeError("no network");
    const results = (body?.marks ?? []).map((mark) => {
      if (mark.ref === "BAD") return { id: mark.id, status: "rejected", detail: "not here" };
      const status = this.kept.has(mark.id) ? "already_stored" : "stored";
      this.kept.set(mark.id, mark);
      return { id: mark.id, status };
    });
    if (body) this.batches += 1;
    if (this.isCut) throw new TypeError("cut");
    const named = Object.fromEntries([...this.kept.values()].map(({ ref, at }) => [ref, [true, at]]));
    const standing = { people: "x", named: { "": named }, counted: {} };
    return new Response(JSON.stringify(body ? { results, standing } : standing), {
      headers: { "Content-Type": "application/json", Date: new Date().toUTCString() },
    });
  }
}

function fresh(t) {
  number += 1;
  const point = `point-${number}`;
  const server = new Away();
  t.mock.method(globalThis, "fetch", async (_address, { body }) => server.answer(body && JSON.parse(body)));
  const notes = new Notes(point, ADDRESS);
  t.after(() => notes.forget());
  return { notes, server, point };
}

const tick = (ref) => ({ kind: "tick", sign: "in", ref, session: "" });

async function until(isSo) {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it never came");
}

const isSent = async (notes) => (await notes.waiting()).waiting === 0;

test("what is noted without network is sent by itself when it is back, each once", async (t) => {
  const { notes, server } = fresh(t);
  await notes.begin({}, 0);
  server.isThere = false;
  for (let each = 0; each < 30; each += 1) await notes.note(tick(`R${each}`));
  assert.equal((await notes.waiting()).waiting, 30);
  server.isThere = true;
  await notes.refresh({ isNow: true });
  await until(() => isSent(notes));
  assert.equal(server.kept.size, 30);
  assert.equal(notes.standing.said.named[""].R7[0], true);
});

test("an answer that got lost makes no second tick", async (t) => {
  const { notes, server } = fresh(t);
  await notes.begin({}, 0);
  server.isCut = true;
  await notes.note(tick("AA"));
  await until(() => server.batches > 0);
  assert.equal((await notes.waiting()).waiting, 1);
  server.isCut = false;
  await notes.refresh({ isNow: true });
  await until(() => isSent(notes));
  assert.deepEqual([server.kept.size, server.batches >= 2], [1, true]);
});

test("what the server says in the second in which the page was made is newer than the page", async (t) => {
  const { notes, server, point } = fresh(t);
  const made = Math.floor(Date.now() / 1000) * 1000 + 900; // Date of the answers says this second without its fraction
  await notes.begin({ named: {} }, made - 1000);
  t.mock.timers.enable({ apis: ["Date"], now: made + 50 });
  await notes.note(tick("AA"));
  await until(() => isSent(notes));
  server.isThere = false;
  const later = new Notes(point, ADDRESS);
  t.after(() => later.forget());
  await later.begin({ named: {} }, made);
  assert.equal(later.standing.said.named[""].AA[0], true);
});

test("what was noted outlives the page, and so does what the server last said", async (t) => {
  const { notes, server, point } = fresh(t);
  await notes.begin({ named: {} }, 1);
  await notes.note(tick("AA"));
  await until(() => isSent(notes));
  server.isThere = false;
  await notes.note(tick("BB"));
  const later = new Notes(point, ADDRESS);
  t.after(() => later.forget());
  await later.begin({ named: {} }, 1); // the page that was kept is as old as before
  assert.equal(later.standing.said.named[""].AA[0], true);
  assert.deepEqual(
    (await later.waiting()).marks.map(({ ref }) => ref),
    ["BB"],
  );
  server.isThere = true;
  await later.refresh({ isNow: true });
  await until(() => isSent(later));
  assert.equal(server.kept.size, 2);
});

test("what the server will not have stays until somebody has seen it, and holds up nothing else", async (t) => {
  const { notes, server } = fresh(t);
  await notes.begin({}, 0);
  await notes.note(tick("BAD"));
  await notes.note(tick("AA"));
  await until(() => isSent(notes));
  assert.equal(server.kept.size, 1);
  const { refused } = await notes.waiting();
  assert.deepEqual(
    refused.map(({ scan, why }) => [scan.ref, why.detail]),
    [["BAD", "not here"]],
  );
  await notes.see();
  assert.equal((await notes.waiting()).refused.length, 0);
});

test("names of people who were entered are forgotten once the server has them", async (t) => {
  const { notes, point } = fresh(t);
  await notes.begin({}, 0);
  await notes.note({ kind: "arrival", session: "", walk_in: { full_name: "Nguyễn Văn An" } });
  await until(() => isSent(notes));
  const storage = new Storage(`site ${point}`);
  const records = await storage.read("scans", (transaction) => answerOf(transaction.objectStore("scans").getAll()));
  await storage.close();
  assert.equal(JSON.stringify(records).includes("Nguyễn"), false);
});

test("nothing is wiped while something waits", async (t) => {
  const { notes, server } = fresh(t);
  await notes.begin({}, 0);
  server.isThere = false;
  await notes.note(tick("AA"));
  assert.equal(await notes.forget(), false);
  server.isThere = true;
  await notes.refresh({ isNow: true });
  await until(() => isSent(notes));
  assert.equal(await notes.forget(), true);
});
