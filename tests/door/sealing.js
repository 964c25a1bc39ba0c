// What the server does: seals entries of the roster, each with its ticket's code, and puts a list together.
import { lookupOf, prefixOf } from "../../static/door/sealed.js";

const GATE = {
  ref: "",
  name: "",
  name_en: "",
  modes: ["hall"],
  sites: [],
  categories: [],
  zones: [],
  opens: null,
  closes: null,
  session: "",
  is_entrance: true,
  is_exit: true,
  has_reentry: true,
  capacity: null,
};
const bytes = (text) => new TextEncoder().encode(text);
export const base64 = (all) => Buffer.from(all).toString("base64");

/** An entry of the list for a code. */
export async function sealed(code, plain) {
  const lookup = await lookupOf(code);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const material = await crypto.subtle.importKey("raw", bytes(code), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes("eventapp door roster") };
  const key = await crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const seal = { name: "AES-GCM", iv: nonce, additionalData: lookup };
  const closed = await crypto.subtle.encrypt(seal, key, bytes(JSON.stringify(plain)));
  return base64([...lookup, ...nonce, ...new Uint8Array(closed)]);
}

/** The name of a code's ticket in lists. */
export async function prefixOfCode(code) {
  return prefixOf(await lookupOf(code));
}

/** A gate of that name with other rules than the usual. */
export function gateOf(name, more = {}) {
  return { ...GATE, name, ...more };
}

/** A whole list with these entries. */
export function listOf(more = {}) {
  return {
    cursor: "1",
    complete: true,
    event: { slug: "hoi-nghi", title: "Hội nghị", title_en: "Conference", zone: "Asia/Ho_Chi_Minh" },
    wipe_at: "2030-05-08T10:00:00Z",
    rules: { version: "1", default: GATE, gates: [gateOf("Cửa Đông")], overridable: ["wrong_mode"] },
    categories: [{ ref: "VIP", name: "Khách mời", name_en: "Guest", zones: ["A"] }],
    sites: [],
    sessions: [],
    words: ["Bộ Ngoại giao"],
    entries: [],
    refused: [],
    states: [],
    gone: [],
    ...more,
  };
}
