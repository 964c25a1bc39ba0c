// The kiosk's reader: what the camera sees, or a hand scanner types, is sent as the form's code.
import { Camera } from "../door/camera.js";
import { listen } from "../door/wedge.js";

const place = document.querySelector("[data-kiosk]");
const form = document.querySelector("form");
let isSent = false;

function send(code) {
  if (isSent) return;
  isSent = true;
  form.elements.code.value = code;
  form.requestSubmit();
}

const video = place.querySelector("video");
const camera = new Camera(video, place.dataset.wasmUrl);
camera.addEventListener("started", () => {
  video.hidden = false;
});
camera.addEventListener("code", ({ detail }) => send(detail.code));
camera.start(); // where there is none, the hand scanner and the field remain
listen(send);
