// A piece of a page that is made anew every few seconds while somebody looks; an unchanged one costs a 304.
const PAUSE = 5000; // ms

for (const place of document.querySelectorAll("[data-live]")) {
  setInterval(() => refresh(place), PAUSE);
}

async function refresh(place) {
  if (document.hidden || place.contains(document.activeElement)) return;
  try {
    const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!answer.ok) return;
    const text = await answer.text();
    if (text === place.dataset.shown) return;
    place.dataset.shown = text;
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  } catch {
    // the next round asks again
  }
}
