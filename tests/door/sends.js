// A telephone behind a bad network, for tests/trust/test_cut_answers.py: for each fate it scans once, lets the gate do
// that to the first try, and sends until nothing waits. Reads {address, token, code, fates, way} from stdin, writes
// {ids, waiting, attention}. `way` is "whole", or a control: "renames" gives each try new numbers, "forgets" takes a
// lost answer for a good one.
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { Server } from "../../static/door/server.js";
import { Sync } from "../../static/door/sync.js";
import { freshQueue, scanOf } from "./fresh.js";

const { address, token, code, fates, way } = JSON.parse(await text(process.stdin));
const ends = [];
const { queue } = freshQueue({ after: (end) => ends.push(end) });
const server = new Server(() => ({ Authorization: `Bearer ${token}` }));
const stored = (scans) => ({ answer: { results: scans.map(({ id }) => ({ id, status: "stored" })) } });

let fate = "";

async function send(scans) {
  const sent = way === "renames" ? scans.map((scan) => ({ ...scan, id: randomUUID() })) : scans;
  const found = await server.ask(address, { body: { scans: sent }, headers: { "X-Fate": fate } });
  fate = "";
  if (way === "forgets" && found.why) return stored(scans);
  return way === "renames" && found.answer ? stored(scans) : found;
}

const sync = new Sync(queue, send, "sending");
const ids = [];
for (const each of fates) {
  ids.push(randomUUID());
  await queue.add(scanOf(ids.at(-1), { code, at: new Date().toISOString(), decision: "offline_already_in" }));
  fate = each;
  for (let tries = 0; tries < 5 && (await queue.count()).waiting; tries += 1) await sync.wake({ isNow: true });
}
sync.stop();
const { waiting, attention } = await queue.count();
for (const end of ends) await end();
process.stdout.write(JSON.stringify({ ids, waiting, attention }));
