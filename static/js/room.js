// The room: says to the server now and then that the page is open and visible, and plays a stream when asked to.
const room = document.querySelector("[data-room]");
const replaced = room.querySelector("[data-replaced]");
const every = Number(room.dataset.every) * 1000; // milliseconds
let last = 0;

async function beat() {
  if (document.visibilityState !== "visible" || Date.now() - last < every / 3) return;
  last = Date.now();
  try {
    const body = new URLSearchParams({ visible: "yes" });
    const answer = await fetch(room.dataset.room, { method: "POST", body });
    if (answer.ok) replaced.hidden = (await answer.json()).is_live;
  } catch {
    last = 0; // the network is away for a while: the next beat vouches for the time between
  }
}

beat();
setInterval(beat, every);
document.addEventListener("visibilitychange", beat);

const stream = room.querySelector("[data-stream]");
const play = room.querySelector("[data-play]");
if (play) {
  play.hidden = false;
  play.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = stream.dataset.stream;
    frame.title = stream.dataset.title;
    frame.allow = "autoplay; fullscreen";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
    stream.classList.add("ratio", "ratio-16x9");
    stream.replaceChildren(frame);
  });
}
