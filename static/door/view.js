// What the page says around the camera: the hint, the light, the choice of camera, the banner without a connection.
import { clock, text } from "./texts.js";

const hint = document.querySelector("[data-hint]");
const torch = document.querySelector("[data-torch]");
const again = document.querySelector("[data-camera-again]");
const choice = document.getElementById("which-camera");
const banner = document.querySelector("[data-banner]");

/** Keep the page true to the camera, the network and the queue. */
export function watch(camera, parts) {
  camera.addEventListener("started", async () => {
    hint.textContent = text("aim");
    again.hidden = true;
    torch.hidden = !camera.hasTorch;
    torch.setAttribute("aria-pressed", "false");
    await listCameras(camera);
  });
  camera.addEventListener("failed", ({ detail: { why } }) => {
    hint.textContent = text(why);
    again.hidden = why === "camera_insecure";
    torch.hidden = true;
  });
  torch.addEventListener("click", async () => {
    const isOn = torch.getAttribute("aria-pressed") !== "true";
    await camera.light(isOn);
    torch.setAttribute("aria-pressed", String(isOn));
  });
  again.addEventListener("click", () => camera.start());
  choice.addEventListener("change", () => camera.choose(choice.value));
  watchNetwork(parts);
}

/** The banner is honest: since when there is no network, by which list we decide, how much waits to be sent. */
function watchNetwork(parts) {
  const { link, queue, list, identity, sync, scanning, contact } = parts;
  let isSignedOut = false;
  const show = async () => {
    const { waiting, attention } = await queue.count();
    const what = stateOf(parts, isSignedOut);
    put("what", what ? text(what, { time: link.since ? clock(link.since) : "" }) : "");
    const how = list.isThere ? text("decided_by", { time: clock(list.askedAt) }) : text("decided_by_nobody");
    put("how", what === "offline" ? how : "");
    put("waiting", waiting > 0 ? text("waiting", { number: waiting }) : "");
    put("attention", attention > 0 ? text("attention", { number: attention }) : "");
    banner.querySelector("[data-opens]").hidden = attention === 0;
    banner.hidden = !what && waiting + attention === 0;
    document.body.dataset.network = link.isOnline ? "online" : "offline";
  };
  for (const part of [link, queue, list, identity]) part.addEventListener("change", show);
  for (const part of [sync, contact]) {
    part.addEventListener("signed_out", () => {
      isSignedOut = true;
      show();
    });
  }
  for (const part of [sync, scanning]) {
    part.addEventListener("answer", () => {
      isSignedOut = false;
      show();
    });
  }
  show();
}

function stateOf({ link, identity }, isSignedOut) {
  if (!link.isOnline) return "offline";
  if (!identity.isKnown) return "no_door";
  if (isSignedOut) return identity.isPaired ? "pair_again" : "signed_out";
  return "";
}

function put(name, words) {
  banner.querySelector(`[data-banner-${name}]`).textContent = words;
}

async function listCameras(camera) {
  const cameras = await camera.cameras();
  const known = Array.from(choice.options).slice(1);
  for (const option of known) option.remove();
  cameras.forEach((device, index) => {
    choice.add(new Option(device.label || text("camera_named", { number: index + 1 }), device.deviceId));
  });
  choice.value = cameras.some((device) => device.deviceId === camera.chosen) ? camera.chosen : "";
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-closes]")?.closest("dialog").close();
});
