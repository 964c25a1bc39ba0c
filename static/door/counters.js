// How many are inside, asked every few seconds while the page is seen; an unchanged answer costs a 304.
const PAUSE = 5000; // ms
let tag = "";

/** Ask from now on. Silence of the server is told by the scans, not here. */
export function follow(address) {
  const ask = () => document.hidden || refresh(address);
  setInterval(ask, PAUSE);
  document.addEventListener("visibilitychange", ask);
  ask();
}

export async function refresh(address) {
  try {
    const headers = tag ? { Accept: "application/json", "If-None-Match": tag } : { Accept: "application/json" };
    const response = await fetch(address, { headers, cache: "no-store", redirect: "manual" });
    if (!response.ok) return;
    tag = response.headers.get("ETag") ?? "";
    show(await response.json());
  } catch {
    // the next round asks again
  }
}

/** Show what this device counts by itself. */
export function tell(counts) {
  for (const [name, number] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-counter="${name}"]`)) place.textContent = number;
  }
}

function show(counts) {
  for (const place of document.querySelectorAll("[data-counter]")) {
    place.textContent = counts[place.dataset.counter] ?? "–";
  }
}
