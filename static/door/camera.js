// The camera: the one at the back unless another was chosen, its light, and the codes it sees.
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector/ponyfill.js";
import { remember, remembered } from "./device.js";

const PAUSE = 90; // ms between two looks: fast enough for a queue, kind to the battery
const CHOSEN = "camera";

/** Events: "code" {code}, "started" {}, "failed" {why}. `wasmUrl` is our own copy of the reader: nothing comes from elsewhere. */
export class Camera extends EventTarget {
  #video;
  #detector;
  #stream = null;
  #timer = null;
  #isPaused = false;

  constructor(video, wasmUrl) {
    super();
    this.#video = video;
    prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
    this.#detector = new BarcodeDetector({ formats: ["qr_code"] });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.start()));
  }

  /** Start looking; asks for permission where it has not been given. */
  async start() {
    if (this.#stream || document.hidden) return;
    if (!navigator.mediaDevices?.getUserMedia) {
      this.#tell("failed", { why: "camera_insecure" });
      return;
    }
    try {
      this.#stream = await this.#open(remembered(CHOSEN));
      this.#video.srcObject = this.#stream;
      await this.#video.play();
    } catch (error) {
      this.stop();
      this.#tell("failed", { why: reasonFor(error) });
      return;
    }
    this.#tell("started");
    this.#look();
  }

  stop() {
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** While a verdict is shown nothing is read, but the picture goes on, so that the next scan starts at once. */
  pause() {
    this.#isPaused = true;
  }

  resume() {
    this.#isPaused = false;
  }

  /** The cameras there are; names are known once permission has been given. */
  async cameras() {
    const devices = await navigator.mediaDevices?.enumerateDevices?.();
    return (devices ?? []).filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  async choose(deviceId) {
    remember(CHOSEN, deviceId);
    this.stop();
    await this.start();
  }

  get chosen() {
    return remembered(CHOSEN) ?? "";
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  async light(isOn) {
    await this.#track?.applyConstraints({ advanced: [{ torch: isOn }] });
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  async #open(deviceId) {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const back = { audio: false, video: { ...size, facingMode: { ideal: "environment" } } };
    if (!deviceId) return navigator.mediaDevices.getUserMedia(back);
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { ...size, deviceId: { exact: deviceId } },
      });
    } catch (error) {
      if (error.name !== "OverconstrainedError" && error.name !== "NotFoundError") throw error;
      return navigator.mediaDevices.getUserMedia(back); // the chosen one is no longer plugged in
    }
  }

  async #look() {
    const stream = this.#stream;
    if (!stream) return;
    if (!this.#isPaused && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const [seen] = await this.#detector.detect(this.#video).catch(() => []);
      if (seen?.rawValue && !this.#isPaused) this.#tell("code", { code: seen.rawValue });
    }
    if (this.#stream === stream) this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  #tell(what, detail = {}) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}

function reasonFor(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "camera_refused";
  return error.name === "NotFoundError" || error.name === "OverconstrainedError" ? "camera_missing" : "camera_busy";
}
