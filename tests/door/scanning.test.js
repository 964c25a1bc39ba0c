import assert from "node:assert/strict";
import { test } from "node:test";
import { Identity } from "../../static/door/identity.js";
import { Judging } from "../../static/door/judging.js";
import { Link } from "../../static/door/link.js";
import { List } from "../../static/door/list.js";
import { Names } from "../../static/door/names.js";
import { Scanning } from "../../static/door/scanning.js";
import { Server } from "../../static/door/server.js";
import { StorageFull } from "../../static/door/storage.js";
import { Timekeeping } from "../../static/door/timekeeping.js";
import { freshQueue } from "./fresh.js";
import { listOf, sealed } from "./sealing.js";

const LAN = "0123456789ABCDEFGHJKMNPQ";
globalThis.isSecureContext = true;

/** A door whose server answers as `answer(request)` says: a Response, or nothing at all. */
async function doorOf(t, answer, { rights = ["scan"], entries } = {}) {
  const { queue, storage } = freshQueue(t);
  const list = new List(storage);
  await list.take(listOf({ entries: entries ?? [await sealed(LAN, ["Lan", "", 0, "h"])] }), "", 1);
  const names = new Names(storage);
  const identity = new Identity(storage, "", []);
  await identity.pair({ token: "dv_1", device: { ref: "CUA1", rights } });
  const server = new Server(() => identity.headers());
  const link = new Link(async () => false);
  server.addEventListener("lost", () => link.failed());
  server.addEventListener("heard", () => link.worked());
  t.after(() => link.stop());
  const asked = [];
  t.mock.method(globalThis, "fetch", (address, request) => {
    asked.push({ address, ...request, body: JSON.parse(request.body) });
    return answer(asked.at(-1)) ?? new Promise((_, reject) => request.signal.addEventListener("abort", reject));
  });
  const judging = new Judging(list, names);
  const parts = { server, queue, link, judging, keeping: new Timekeeping(), identity, list };
  const scanning = new Scanning(parts, "/api/v1/events/hoi-nghi");
  const told = (code, options) =>
    new Promise((resolve) => {
      scanning.addEventListener("answer", ({ detail }) => resolve(detail), { once: true });
      scanning.addEventListener("trouble", ({ detail }) => resolve(detail), { once: true });
      scanning.scan(code, { gate: "Cửa Đông", ...options });
    });
  return { told, queue, link, asked, scanning, identity };
}

const json = (body, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { Date: new Date().toUTCString() } });
const admits = ({ body }) => Promise.resolve(json({ id: body.id, verdict: "admitted", reason: null, delegate: null }));

test("with network the server answers, and the scan was on the disk before it was asked", async (t) => {
  let atAsking = null;
  const door = await doorOf(t, async (request) => {
    atAsking = await door.queue.count();
    return admits(request);
  });
  const { by, answer } = await door.told(LAN);
  assert.deepEqual([by, answer.verdict, atAsking], ["server", "admitted", { waiting: 1, attention: 0 }]);
  assert.deepEqual(await door.queue.count(), { waiting: 0, attention: 0 });
  const [{ headers, body }] = door.asked;
  assert.deepEqual([headers.Authorization, body.device, body.sequence], ["Bearer dv_1", "CUA1", 1]);
});

test("a server that says nothing for a second and a half: the device decides, says so, and asks no more", async (t) => {
  const door = await doorOf(t, () => null);
  const first = await door.told(LAN);
  assert.deepEqual([first.by, first.answer.verdict, door.link.isOnline], ["device", "admitted", false]);
  const second = await door.told(LAN);
  assert.deepEqual([second.by, second.answer.verdict, door.asked.length], ["device", "already_in", 1]);
  assert.deepEqual(
    (await door.queue.next(9)).map(({ decision }) => decision),
    ["offline_admitted", "offline_already_in"],
  );
});

test("an answer cut anywhere is no answer: the device decides, and the same scan is sent again", async (t) => {
  const whole = JSON.stringify({ id: "x", verdict: "admitted" });
  for (const length of [0, 1, whole.length - 1]) {
    const door = await doorOf(t, () => Promise.resolve(new Response(whole.slice(0, length), { status: 200 })));
    assert.equal((await door.told(LAN)).by, "device");
    assert.deepEqual(await door.queue.count(), { waiting: 1, attention: 0 });
    t.mock.restoreAll();
  }
});

test("the answer to another scan admits nobody", async (t) => {
  const door = await doorOf(t, () => Promise.resolve(json({ id: "another", verdict: "admitted" })), { entries: [] });
  const { by, answer } = await door.told(LAN);
  assert.deepEqual([by, answer.verdict, answer.reason], ["device", "refused", "unknown"]);
});

test("a scan that cannot be kept is never green without network; with network the server's disk has it", async (t) => {
  let isThere = true;
  const door = await doorOf(t, (request) => (isThere ? admits(request) : Promise.reject(new TypeError("no network"))));
  t.mock.method(door.queue, "add", async () => {
    throw new StorageFull();
  });
  assert.equal((await door.told(LAN)).answer.verdict, "admitted");
  isThere = false;
  assert.equal((await door.told(LAN)).why, "full");
});

test("what the server will never take is refused at once and needs attention", async (t) => {
  const door = await doorOf(t, () => Promise.resolve(json({ detail: "Không có phiên họp này." }, 422)));
  const { answer } = await door.told(LAN);
  assert.deepEqual([answer.verdict, answer.reason, answer.message], ["refused", "other", "Không có phiên họp này."]);
  assert.deepEqual(await door.queue.count(), { waiting: 0, attention: 1 });
});

test("nobody is admitted by a server that does not know us, or has enough of us", async (t) => {
  const statuses = { revoked: [401, { code: "device_revoked" }], later: [429, {}], signed_out: [401, {}] };
  for (const [why, [status, problem]] of Object.entries(statuses)) {
    const door = await doorOf(t, () => Promise.resolve(json(problem, status)));
    assert.equal((await door.told(LAN)).why, why);
    assert.deepEqual(await door.queue.count(), { waiting: 1, attention: 0 });
    t.mock.restoreAll();
  }
});

test("without network a registration code is not guessed at, and a guest is let in by the desk's word", async (t) => {
  const door = await doorOf(t, () => Promise.reject(new TypeError("no network")), { rights: ["scan", "walk_in"] });
  door.link.failed();
  assert.equal((await door.told("K7QM 4XTR")).why, "needs_network");
  const guest = await door.told("", { walk_in: { full_name: "Trần Hoà", mode: "hall" } });
  assert.deepEqual([guest.answer.verdict, guest.answer.delegate.full_name], ["admitted", "Trần Hoà"]);
  assert.deepEqual(
    (await door.queue.next(9)).map(({ walk_in }) => walk_in.full_name),
    ["Trần Hoà"],
  );
});

test("only who may sets a refusal aside without network", async (t) => {
  const gone = () => Promise.reject(new TypeError("no network"));
  const entries = [await sealed(LAN, ["Lan", "", 0, "o"])];
  for (const [rights, verdict] of [
    [["scan"], "refused"],
    [["scan", "override"], "admitted"],
  ]) {
    const door = await doorOf(t, gone, { rights, entries });
    assert.equal((await door.told(LAN, { reason: "Bàn hỗ trợ đã đồng ý" })).answer.verdict, verdict);
    t.mock.restoreAll();
  }
});
