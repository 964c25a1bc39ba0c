// Who this browser is: a stable random name, and small choices that it remembers.
const NAME = "door.device";
const memory = new Map(); // where storage is closed to us, this page's life is all there is

function read(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // kept in memory
  }
}

/** A random UUID, version 4. crypto.randomUUID is missing on plain http, where hand scanners still work. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function deviceName() {
  const known = read(NAME);
  if (known) return known;
  const name = uuid();
  write(NAME, name);
  return name;
}

export function remembered(key) {
  return read(`door.${key}`);
}

export function remember(key, value) {
  write(`door.${key}`, value);
}
