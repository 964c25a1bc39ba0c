// What else there is: how this door stands, who stands here, scans that need attention, the rescue file, leaving.
import { clock, text } from "./texts.js";
import { mark } from "./verdict.js";

const dialog = document.getElementById("more");
const troubles = document.querySelector("[data-attention-list]");
const row = document.getElementById("trouble-row");
let parts;

/** Keep the dialogs true, and do what they offer. */
export function listen(all) {
  parts = all;
  const operator = dialog.querySelector("#operator");
  operator.value = parts.identity.operator;
  operator.addEventListener("change", () => {
    parts.identity.operator = operator.value;
  });
  dialog.querySelector("[data-rescue]").addEventListener("click", rescue);
  dialog.querySelector("[data-refresh]").addEventListener("click", async () => {
    await parts.contact.ask();
    await parts.sync.wake({ isNow: true });
    show();
  });
  const leaving = dialog.querySelector("[data-leave]");
  leaving.hidden = !parts.identity.isPaired;
  leaving.addEventListener("click", leave);
  for (const part of [parts.queue, parts.list, parts.link]) part.addEventListener("change", show);
  troubles.addEventListener("click", settle);
  show();
}

async function show() {
  const { waiting, attention } = await parts.queue.count();
  const { list, identity, keeping } = parts;
  put("device", identity.device?.name ?? text("this_browser"));
  put("list", list.isThere ? text("list_of", { time: clock(list.askedAt), number: list.size }) : text("no_list_yet"));
  put("unsent", String(waiting + attention));
  const offset = keeping.offset ?? 0;
  put(
    "clock",
    Math.abs(offset) < 2 ? text("clock_right") : text("clock_wrong", { number: Math.round(Math.abs(offset)) }),
  );
  dialog.querySelector("[data-rescue]").hidden = waiting + attention === 0;
  troubles.replaceChildren(...(await parts.queue.attention()).map(itemOf));
}

function put(name, words) {
  dialog.querySelector(`[data-status="${name}"]`).textContent = words;
}

function itemOf({ id, scan, why }) {
  const item = row.content.firstElementChild.cloneNode(true);
  item.dataset.scan = id;
  item.querySelector("[data-when]").textContent = [clock(scan.at), scan.gate].filter(Boolean).join(" · ");
  const errors = Object.values(why?.errors ?? {}).flat();
  item.querySelector("[data-why]").textContent =
    [why?.detail, ...errors].filter(Boolean).join(" ") || text("no_reason");
  mark(item.querySelector(".state"), "stop", text(why?.status === "conflict" ? "conflict" : "rejected"));
  return item;
}

function settle({ target }) {
  const id = target.closest("li")?.dataset.scan;
  if (target.closest("[data-seen]")) parts.queue.see(id);
  if (target.closest("[data-retry]")) parts.queue.retry(id).then(() => parts.sync.wake({ isNow: true }));
}

/** Everything the server does not have, as a file: by cable or card it can be brought where there is network. */
async function rescue() {
  const about = { event: parts.slug, device: parts.identity.name, exported_at: new Date().toISOString() };
  const file = new Blob([JSON.stringify(await parts.queue.rescue(about))], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `scans-${parts.slug}-${about.exported_at.slice(0, 19).replaceAll(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Be a door no longer: the names go at once, but nobody leaves with scans the server does not have. */
async function leave() {
  const fault = dialog.querySelector("[data-leave-fault]");
  await parts.wipeList();
  await parts.sync.wake({ isNow: true });
  const { waiting, attention } = await parts.queue.count();
  fault.hidden = waiting + attention === 0;
  if (waiting + attention > 0) return;
  await parts.identity.forget();
  location.reload();
}
