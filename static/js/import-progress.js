// How far the work on a sheet is: asked every second, and the page is opened anew when it is done.
const EVERY = 1000; // milliseconds
const place = document.querySelector("[data-import-progress]");

async function look() {
  const answer = await fetch(place.dataset.importProgress, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    location.reload();
    return;
  }
  const { done, total, is_under_way: isUnderWay } = await answer.json();
  if (!isUnderWay) {
    location.reload();
    return;
  }
  if (total) {
    const bar = place.querySelector("progress");
    bar.max = total;
    bar.value = done;
    place.querySelector("[data-done]").textContent = done;
    place.querySelector("[data-total]").textContent = total;
  }
  setTimeout(look, EVERY);
}

function lookLater() {
  look().catch(() => setTimeout(lookLater, 5 * EVERY)); // the network is away for a while
}

if (place) setTimeout(lookLater, EVERY);
