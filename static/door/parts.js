// The parts of the scanner, put together: what is kept, who we are, the server, the rules.
import { Contact } from "./contact.js";
import { Identity } from "./identity.js";
import { Judging } from "./judging.js";
import { Link } from "./link.js";
import { List } from "./list.js";
import { Names } from "./names.js";
import { Queue } from "./queue.js";
import { Scanning } from "./scanning.js";
import { Server } from "./server.js";
import { fact, keepFact, Storage } from "./storage.js";
import { Sync } from "./sync.js";
import { Timekeeping } from "./timekeeping.js";

const page = document.getElementById("scanner");
const LOOK = 5000; // ms between two looks whether something waits

/** The event's short name: of the page, or of its address where the page is alike for every event. */
export const slug = page.dataset.slug || decodeURIComponent(location.pathname.split("/door/")[1]?.split("/")[0] ?? "");
/** The event's address in the API. */
export const api = `${page.dataset.root}/api/v1/events/${slug}`;

/** The address of the scanner itself. */
const own = `${page.dataset.root}/door/${slug}`;

const storage = new Storage(`door ${slug}`);
const pageToken = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const pageRights = (page.dataset.rights ?? "").split(" ").filter(Boolean);

export const identity = new Identity(storage, pageToken, pageRights);
export const queue = new Queue(storage);
export const keeping = new Timekeeping();
export const server = new Server(() => identity.headers());
export const list = new List(storage);
export const names = new Names(storage);
export const judging = new Judging(list, names);
export const contact = new Contact({ server, list, names, queue, identity, keeping }, api);
export const link = new Link(() => contact.ask());
export const sync = new Sync(
  queue,
  (scans) => server.ask(`${api}/scans/batch`, { body: { scans } }),
  `door ${slug} sending`,
);
export const scanning = new Scanning({ server, queue, link, judging, keeping, identity, list }, api);

server.addEventListener("heard", ({ detail: { date, sentAt } }) => {
  if (keeping.learn(date, sentAt)) keepFact(storage, "clock_offset", keeping.offset);
  link.worked();
});
server.addEventListener("lost", () => link.failed());
link.addEventListener("change", async () => {
  if (!link.isOnline) return;
  if (identity.isStaffAlone) await identity.regain(own);
  sync.wake({ isNow: true });
});
sync.addEventListener("signed_out", async () => {
  // the page may be older than the session: its token is another one by now
  if (!identity.isPaired && (await identity.regain(own))) sync.wake({ isNow: true });
});
contact.addEventListener("taken", remember);
queue.addEventListener("change", ({ detail }) => detail?.isElsewhere && remember());
for (const part of [contact, sync]) part.addEventListener("revoked", wipe);
contact.addEventListener("signed_out", async () => {
  if (identity.isPaired) return;
  await wipeList();
  await identity.forget();
});

/** Take up what earlier lives of the page have kept; true when this is a device or a browser somebody knows. */
export async function wakeUp() {
  await identity.load();
  keeping.offset = (await fact(storage, "clock_offset")) ?? null;
  await Promise.all([list.load(), names.load()]);
  await remember();
  await queue.tidy().catch(() => {}); // a full disk is told at the first scan
  return identity.isKnown;
}

/** Keep touch and send what waits, from now on. */
export function begin() {
  contact.start();
  sync.wake();
  setInterval(() => link.isOnline && sync.wake(), LOOK);
  addEventListener("online", () => link.look());
  addEventListener("offline", () => link.failed());
  document.addEventListener("visibilitychange", () => document.hidden || link.isOnline || link.look());
  navigator.storage?.persist?.();
  if (identity.isStaffAlone) link.failed(); // until the server is back, and the page with it
}

/** Forget everybody at once; the scans stay until the server has them. */
export async function wipeList() {
  await list.wipe();
  await names.wipe();
  judging.remember([]);
}

/** This telephone is no longer a door: forget everybody, hand the scans over, then be nobody. */
async function wipe() {
  await wipeList();
  await sync.wake({ isNow: true });
  const { waiting } = await queue.count();
  if (waiting === 0) await identity.forget();
}

async function remember() {
  judging.remember(await queue.movements(list.askedAt));
}
