// One entry of the roster: found by its ticket's code, and opened by nothing else. A lost telephone reveals nobody.
import { sha256 } from "./codes.js";

const LOOKUP = 12; // bytes of SHA-256("lookup" ‖ code)
const NONCE = 12;
const INFO = new TextEncoder().encode("eventapp door roster");
const MODES = { h: "hall", b: "bridge", o: "online" };
const PREFIX = 12; // characters of base64, nine bytes

/** The bytes by which a code's entry is found. */
export async function lookupOf(code) {
  return (await sha256(`lookup${code}`)).slice(0, LOOKUP);
}

/** The name a ticket has in lists, of its lookup or of its entry in base64. */
export function prefixOf(lookupOrEntry) {
  return (typeof lookupOrEntry === "string" ? lookupOrEntry : base64(lookupOrEntry)).slice(0, PREFIX);
}

/** Open an entry with its code; give what it holds, or null where the code is not its own. */
export async function open(entry, code, words) {
  const bytes = bytesOf(entry);
  const lookup = bytes.slice(0, LOOKUP);
  try {
    const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: INFO };
    const key = await crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const seal = { name: "AES-GCM", iv: bytes.slice(LOOKUP, LOOKUP + NONCE), additionalData: lookup };
    const plain = await crypto.subtle.decrypt(seal, key, bytes.slice(LOOKUP + NONCE));
    return holderOf(JSON.parse(new TextDecoder().decode(plain)), words);
  } catch {
    return null;
  }
}

function holderOf(values, words) {
  const [full_name, position, organisation, mode, category, site, seat, attention, ref, flags, sessions] = values.map(
    (value) => (typeof value === "number" ? (words[value] ?? "") : value),
  );
  return {
    full_name,
    position: position ?? "",
    organisation: organisation ?? "",
    mode: MODES[mode] ?? mode ?? "hall",
    category: category ?? "",
    site: site ?? "",
    seat: seat ?? "",
    attention: attention ?? "",
    ref: ref ?? "",
    is_blocked: (flags ?? "").includes("b"),
    asks_again: (flags ?? "").includes("a"),
    sessions: sessions ?? "",
  };
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
