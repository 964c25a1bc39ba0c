// Installs the page on the telephone, and brings it up to date when nobody is waiting. Scans stay where they are.
const LOOK = 60 * 60 * 1000; // ms between two looks for a newer page
const TRY = 2000; // ms until we ask again whether somebody is waiting

/** Keep the page that works without network; `isIdle()` says whether it may be exchanged now. */
export async function keepUpToDate(isIdle) {
  if (!navigator.serviceWorker) return; // plain http: the page works as long as it is open
  const { worker, scope } = document.getElementById("scanner").dataset;
  let isOld = Boolean(navigator.serviceWorker.controller); // the first worker of all brings nothing newer
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isOld) exchange(isIdle);
    isOld = true;
  });
  try {
    const registration = await navigator.serviceWorker.register(worker, { scope });
    setInterval(() => registration.update().catch(() => {}), LOOK);
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ language: document.documentElement.lang });
  } catch {
    // private windows have none: the page works as long as it is open
  }
}

function exchange(isIdle) {
  if (isIdle()) location.reload();
  else setTimeout(() => exchange(isIdle), TRY);
}
