// Asks the browser to keep this page and its files for the time without network. On plain http it cannot.
const PAGES = "site pages"; // as in worker.js

/** Keep the page; where the browser cannot, it works as long as it stays open. */
export async function keepPage(worker, scope) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ keep: location.pathname });
  } catch {
    // private windows and old browsers: the page works as long as it stays open
  }
}

/** Keep the page no longer. */
export async function forgetPage() {
  if (!("caches" in globalThis)) return;
  await (await caches.open(PAGES)).delete(location.pathname);
}
