// The queue of the printing station: asked every five seconds; what somebody types is never thrown away by it.
const EVERY = 5000; // milliseconds
const place = document.querySelector("[data-badge-queue]");

async function look() {
  const answer = await fetch(place.dataset.badgeQueue, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { waiting } = await answer.json();
  place.querySelector("[data-number]").textContent = waiting;
  place.querySelector("[data-changed]").hidden = String(waiting) === place.dataset.waiting;
}

if (place) setInterval(() => look().catch(() => {}), EVERY); // the network may be away for a while
