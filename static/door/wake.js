// Keeps the screen awake while the page is seen: a telephone that sleeps makes a queue.
async function stayAwake() {
  if (document.hidden) return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // the battery is low, or the browser will not: scanning works all the same
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
