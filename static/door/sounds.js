// What a verdict sounds and feels like: told apart with eyes shut, by rise, repetition and depth.
const TONES = {
  go: [
    { hertz: 880, from: 0, seconds: 0.09 },
    { hertz: 1320, from: 0.1, seconds: 0.16 },
  ],
  ask: [
    { hertz: 587, from: 0, seconds: 0.14 },
    { hertz: 587, from: 0.22, seconds: 0.14 },
  ],
  stop: [{ hertz: 165, from: 0, seconds: 0.55, wave: "sawtooth" }],
  wait: [{ hertz: 392, from: 0, seconds: 0.05 }],
};
const ALONE = [
  { hertz: 262, from: 0.62, seconds: 0.06, wave: "triangle" },
  { hertz: 262, from: 0.74, seconds: 0.06, wave: "triangle" },
];
const SHAKES = { go: [60], ask: [90, 70, 90], stop: [350], wait: [20] };
let context = null;

function open() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!context && Context) context = new Context();
  return context;
}

/** Is the browser still waiting for a touch before it lets us sound? */
export function isMuted() {
  return open()?.state === "suspended";
}

/** Sound from now on; must be called from a touch or a key. */
export async function unmute() {
  await open()?.resume();
}

/** Sound and shake. A verdict of this device alone ends in two low ticks: it was not the server's. */
export function signal(tone, by = "server") {
  const isAlone = by === "device";
  navigator.vibrate?.(isAlone ? [...SHAKES[tone], 120, 25, 60, 25] : SHAKES[tone]);
  const audio = open();
  if (audio?.state !== "running") return;
  for (const { hertz, from, seconds, wave = "sine" } of [...TONES[tone], ...(isAlone ? ALONE : [])]) {
    const start = audio.currentTime + from;
    const voice = new OscillatorNode(audio, { type: wave, frequency: hertz });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.linearRampToValueAtTime(wave === "sawtooth" ? 0.25 : 0.5, start + 0.01);
    loudness.gain.setValueAtTime(wave === "sawtooth" ? 0.25 : 0.5, start + seconds - 0.02);
    loudness.gain.linearRampToValueAtTime(0, start + seconds);
    voice.connect(loudness).connect(audio.destination);
    voice.start(start);
    voice.stop(start + seconds);
  }
}
