// Scans that the first version of this page kept in the browser's small storage: they go into the queue.
const UNANSWERED = "door.unanswered:";

/** Move what was kept for that address; it is removed there when the queue has it. */
export async function adopt(queue, address) {
  const key = `${UNANSWERED}${address}`;
  let scans = [];
  try {
    scans = JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return; // closed to us, or never written by us
  }
  for (const scan of scans) await queue.add(scan);
  if (scans.length > 0) localStorage.removeItem(key);
}
