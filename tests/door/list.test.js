import assert from "node:assert/strict";
import { test } from "node:test";
import { Judging } from "../../static/door/judging.js";
import { List } from "../../static/door/list.js";
import { Names } from "../../static/door/names.js";
import { freshQueue } from "./fresh.js";
import { gateOf, listOf, prefixOfCode, sealed } from "./sealing.js";

const LAN = "0123456789ABCDEFGHJKMNPQ";
const HOA = "QQQQQQQQQQQQQQQQQQQQQQQQ";
const NOBODY = "ZZZZZZZZZZZZZZZZZZZZZZZZ";
const AT = Date.parse("2030-05-06T01:00:00Z");
const IN = { direction: "in", gate: "Cửa Đông" };

async function known(t, answer) {
  const { storage, queue, name } = freshQueue(t);
  const list = new List(storage);
  await list.take(answer, "", 1000);
  const names = new Names(storage);
  return { storage, queue, name, list, names, judging: new Judging(list, names) };
}

test("an entry opens with its ticket's code alone, in whatever form the code is scanned", async (t) => {
  const plain = ["Nguyễn Thị Lan", "Vụ trưởng", 0, "h", "VIP", "", "B12", "VIP: xe lăn", "K7QM4XTR"];
  const { list } = await known(t, listOf({ entries: [await sealed(LAN, plain)] }));
  const { holder } = await list.find(`HTTPS://HOINGHI.EXAMPLE.VN/T/${LAN.toLowerCase()}`);
  assert.deepEqual([holder.full_name, holder.organisation, holder.seat], ["Nguyễn Thị Lan", "Bộ Ngoại giao", "B12"]);
  assert.equal((await list.find(NOBODY)).holder, null);
  assert.equal((await list.find("no code at all")).holder, null);
});

test("an altered entry opens for nobody", async (t) => {
  const entry = await sealed(LAN, ["Lan"]);
  const altered = `${entry.slice(0, 40)}${entry[40] === "A" ? "B" : "A"}${entry.slice(41)}`;
  const { list } = await known(t, listOf({ entries: [altered] }));
  assert.equal((await list.find(LAN)).holder, null);
});

test("changes come on top, in the order gone, entries, refused, and are there after a reload", async (t) => {
  const { list, storage } = await known(t, listOf({ entries: [await sealed(LAN, ["Lan", "", 0, "h"])] }));
  const [lan, hoa] = [await prefixOfCode(LAN), await prefixOfCode(HOA)];
  const change = { complete: false, words: [], entries: [await sealed(HOA, ["Hoà", "", "Bộ Y tế", "h"])] };
  await list.take({ ...change, cursor: "2", refused: [[lan, "cancelled"]] }, "1", 2000);
  const state = { place: "event", day: "2030-05-06", gates: ["Cửa Đông"], rows: [[hoa, 1, AT / 1000, 0, 0]] };
  await list.take({ cursor: "3", complete: false, entries: [], states: [state] }, "2", 3000);
  const later = new List(storage);
  await later.load();
  for (const one of [list, later]) {
    assert.deepEqual([one.cursor, one.size, one.askedAt], ["3", 1, 3000]);
    assert.deepEqual(await one.find(LAN), { prefix: lan, holder: null, refusal: "cancelled" });
    assert.equal((await one.find(HOA)).holder.organisation, "Bộ Y tế");
    assert.deepEqual(one.state(hoa, "event", "2030-05-06"), { spells: 1, entered: AT, left: 0, gate: "Cửa Đông" });
    assert.equal(one.inside("event", "2030-05-06"), 1);
  }
  await later.take({ cursor: "4", complete: false, gone: [hoa] }, "3", 4000);
  assert.deepEqual([later.size, later.inside("event", "2030-05-06")], [0, 0]);
});

test("where another tab was faster its list counts", async (t) => {
  const { list, storage } = await known(t, listOf());
  const other = new List(storage);
  await other.load();
  await other.take(listOf({ cursor: "9", entries: [await sealed(LAN, ["Lan"])] }), "1", 2000);
  await list.take({ cursor: "2", complete: false }, "1", 1500);
  assert.deepEqual([list.cursor, list.size], ["9", 1]);
});

test("after many changes the list is written as a whole, and says the same", async (t) => {
  const { list, storage } = await known(t, listOf({ entries: [await sealed(LAN, ["Lan", "", 0])] }));
  const lan = await prefixOfCode(LAN);
  for (let at = 1; at <= 202; at += 1) {
    const rows = [[lan, 1, 100 + at, 0, 0]];
    const states = [{ place: "session:AB", day: "2030-05-06", gates: ["Cửa"], rows }];
    await list.take({ cursor: `${at + 1}`, complete: false, states }, `${at}`, at);
  }
  const later = new List(storage);
  await later.load();
  assert.deepEqual([later.cursor, (await later.find(LAN)).holder.organisation], ["203", "Bộ Ngoại giao"]);
  assert.deepEqual(later.state(lan, "session:AB", "2030-05-06"), { spells: 1, entered: 302_000, left: 0, gate: "Cửa" });
  const kept = await storage.read("list", (transaction) => {
    return new Promise((resolve) => {
      transaction.objectStore("list").count().onsuccess = ({ target }) => resolve(target.result);
    });
  });
  assert.equal(kept < 10, true);
});

test("who is wiped leaves nothing of the list, and every scan stays", async (t) => {
  const { list, storage, queue } = await known(t, listOf({ entries: [await sealed(LAN, ["Lan"])] }));
  await queue.add({ id: "a", code: LAN });
  await list.wipe();
  const later = new List(storage);
  await later.load();
  assert.deepEqual([list.isThere, later.isThere, later.size], [false, false, 0]);
  assert.deepEqual(await queue.count(), { waiting: 1, attention: 0 });
});

test("without network the door admits once, and says when and where the first entry was", async (t) => {
  const { judging } = await known(t, listOf({ entries: [await sealed(LAN, ["Lan", "", 0, "h", "VIP"])] }));
  const first = await judging.decide({ ...IN, code: LAN }, AT);
  assert.deepEqual(
    [first.verdict, first.delegate.full_name, first.delegate.category],
    ["admitted", "Lan", "Khách mời"],
  );
  judging.move(first.own);
  const second = await judging.decide({ ...IN, code: LAN }, AT + 60_000);
  assert.deepEqual(
    [second.verdict, second.first_in_at, second.first_in_gate],
    ["already_in", "2030-05-06T01:00:00.000Z", "Cửa Đông"],
  );
  assert.equal(judging.inside(AT), 1);
  const undo = await judging.decide({ ...IN, code: LAN, direction: "undo" }, AT + 90_000);
  judging.move(undo.own);
  assert.equal(judging.inside(AT), 0);
  assert.equal((await judging.decide({ ...IN, code: LAN }, AT + 99_000)).verdict, "admitted");
});

test("what the device did is known after a reload, until a list knows it", async (t) => {
  const { judging, queue, list } = await known(t, listOf({ entries: [await sealed(LAN, ["Lan", "", 0, "h"])] }));
  const { own } = await judging.decide({ ...IN, code: LAN }, AT);
  await queue.add({ id: "a", code: LAN }, { own });
  judging.remember(await queue.movements(list.askedAt));
  assert.equal((await judging.decide({ ...IN, code: LAN }, AT)).verdict, "already_in");
  await queue.store("a", { verdict: "admitted" });
  judging.remember(await queue.movements(list.askedAt));
  assert.equal((await judging.decide({ ...IN, code: LAN }, AT)).verdict, "already_in");
  judging.remember(await queue.movements(Date.now() + 1000));
  assert.equal((await judging.decide({ ...IN, code: LAN }, AT)).verdict, "admitted");
});

test("refusals without network say why; what only the server can know is left to it", async (t) => {
  const [lan, hoa] = [await prefixOfCode(LAN), await prefixOfCode(HOA)];
  const entries = [await sealed(HOA, ["Hoà", "", 0, "o"])];
  const { judging, list } = await known(t, listOf({ entries, refused: [[lan, "replaced"]] }));
  const says = async (code, more) => {
    const told = await judging.decide({ ...IN, code }, AT, more);
    return told && [told.verdict, told.reason];
  };
  assert.deepEqual(await says(LAN), ["refused", "replaced"]);
  assert.deepEqual(await says(NOBODY), ["refused", "unknown"]);
  assert.deepEqual(await says(HOA), ["refused", "wrong_mode"]);
  assert.deepEqual(await says(HOA, { isOverridden: true }), ["admitted", null]);
  assert.equal(await says("K7QM 4XTR"), null);
  await list.take({ cursor: "2", complete: false, refused: [[hoa, "blocked"]] }, "1", 2);
  assert.deepEqual(await says(HOA, { isOverridden: true }), ["refused", "blocked"]);
  await list.wipe();
  assert.equal(await says(LAN), null);
});

test("a room's own gate keeps its own count, and says that it cannot know how full the room is", async (t) => {
  const gates = [gateOf("Phòng 1", { session: "S1", capacity: 2 }), gateOf("Cửa Đông")];
  const entries = [await sealed(LAN, ["Lan", "", 0, "h"])];
  const { judging } = await known(t, listOf({ entries, rules: { ...listOf().rules, gates } }));
  judging.move((await judging.decide({ ...IN, code: LAN }, AT)).own);
  const room = await judging.decide({ ...IN, code: LAN, gate: "Phòng 1" }, AT);
  assert.deepEqual([room.verdict, room.isRoomUncounted, room.own.place], ["admitted", true, "session:S1"]);
});

test("names are found without accents, by initials and by the registration code, and are wiped after their time", async (t) => {
  const { names, judging, storage } = await known(t, listOf());
  const row = (ref, name) => [ref, "", name, "", 0, "h", "", "", "Đoàn Paris", "confirmed", ""];
  const rows = [row("K7QM4XTR", "Trần Hoà"), row("B2CDFGHJ", "Lê Hòa Bình"), row("B3CDFGHJ", "Võ Thị Sáu")];
  const answer = { cursor: "1", complete: true, words: ["Bộ Ngoại giao"], rows };
  await names.take({ ...answer, expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  const found = (query) => names.search(query).map(({ full_name }) => full_name);
  assert.deepEqual(found("hoa"), ["Trần Hoà", "Lê Hòa Bình"]);
  assert.deepEqual(found("lhb"), ["Lê Hòa Bình"]);
  assert.deepEqual(found("b3cd fghj"), ["Võ Thị Sáu"]);
  assert.equal(found("ngoai giao").length, 3);
  assert.deepEqual(found("oa"), []);
  assert.equal(names.group("Đoàn Paris").length, 3);
  const told = await judging.decide({ ...IN, code: "K7QM 4XTR" }, AT);
  assert.deepEqual([told.verdict, told.delegate.full_name], ["admitted", "Trần Hoà"]);
  await names.take({ cursor: "2", complete: false, gone: ["K7QM4XTR"], expires_at: new Date(0).toISOString() });
  const later = new Names(storage);
  await later.load();
  assert.deepEqual([names.search("hoa"), later.isThere], [[], false]);
});
