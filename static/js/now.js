// Marks what takes place at this moment. The page itself is kept for everyone, so only the browser can say when "now" is.
const EVERY = 30_000; // milliseconds

function mark() {
  const now = Date.now();
  for (const slot of document.querySelectorAll("[data-starts][data-ends]")) {
    const isNow = Date.parse(slot.dataset.starts) <= now && now < Date.parse(slot.dataset.ends);
    slot.classList.toggle("now", isNow);
    const word = slot.querySelector("[data-now]");
    if (word) word.hidden = !isNow;
  }
}

mark();
setInterval(mark, EVERY);
document.addEventListener("visibilitychange", mark); // a telephone that slept
