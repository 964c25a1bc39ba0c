// What the page says around the camera: the hint, the light, the choice of camera, the banner without a connection.
import { text } from "./texts.js";

const hint = document.querySelector("[data-hint]");
const torch = document.querySelector("[data-torch]");
const again = document.querySelector("[data-camera-again]");
const choice = document.getElementById("which-camera");
const banner = document.querySelector("[data-banner]");

/** Keep the page true to the camera and to the scans. */
export function watch(camera, scans) {
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

  scans.addEventListener("trouble", ({ detail: { why } }) => {
    banner.hidden = false;
    document.querySelector("[data-banner-what]").textContent = text(why);
  });
  scans.addEventListener("answer", () => {
    banner.hidden = true;
  });
  scans.addEventListener("waiting", ({ detail: { number } }) => {
    const waiting = number > 0 ? text("waiting", { number }) : "";
    document.querySelector("[data-banner-waiting]").textContent = waiting;
  });
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
