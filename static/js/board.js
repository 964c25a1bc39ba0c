// The situation board: its part of the page is asked for every few seconds; an unchanged one costs a 304.
const PAUSE = 4000; // ms between the answer and the next question
const place = document.querySelector("[data-board]");
const offline = document.querySelector("[data-offline]");
let tag = "";

async function look() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(place.dataset.board, { headers, cache: "no-store", redirect: "manual" });
  if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
  if (answer.ok) {
    tag = answer.headers.get("ETag") ?? "";
    place.innerHTML = await answer.text();
  }
  offline.hidden = true;
}

async function follow() {
  try {
    if (!document.hidden) await look();
  } catch {
    offline.hidden = false; // nobody may take old figures for new ones
  }
  setTimeout(follow, PAUSE);
}

if (place) setTimeout(follow, PAUSE);
