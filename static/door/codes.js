// A ticket's code in whatever a scanner hands over. The same as eventapp/tickets/codes.py, held to it by shared vectors.
const ALPHABET = /^[0-9A-HJKMNP-TV-Z]{24}$/; // Crockford's base32: no I, L, O, U
const REFERENCE = /^[2-9BCDFGHJ-NP-TV-Z]{8}$/; // eventapp/references.py: no vowel, nothing that looks like another
const LONGEST = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what Python takes for blanks
const BLANKS = /[\s\x1c-\x1f\x85]+/g;
const INVISIBLE = /\ufeff|\u200b|\u200c|\u200d|\u2060/g;
const PREFIX = /^(\][A-Za-z]\p{Nd})?(\\\p{Nd}{6})?/u; // ISO/IEC 15424, and the ECI that some scanners spell out
const LINK = /^(?:https?:\/\/)?[\p{L}\p{N}_.-]+(?::\p{Nd}+)?(?:\/[^?#]*)?\/t\/([^/?#]+)\/?(?:[?#].*)?$/iu;
const LOOKALIKES = { I: "1", L: "1", O: "0" };

/** The code in a scan, or null: a bare code or the link /t/<code> on any host, however it is written. */
export function readCode(scanned) {
  if ([...scanned].length > LONGEST) return null;
  let plain = scanned.replace(INVISIBLE, "").replace(BLANKS, "").replace(PREFIX, "");
  plain = LINK.exec(plain)?.[1] ?? plain;
  if (!isAscii(plain)) return null;
  const code = plain
    .replaceAll("-", "")
    .toUpperCase()
    .replace(/[ILO]/g, (letter) => LOOKALIKES[letter]);
  return ALPHABET.test(code) ? code : null;
}

/** The registration code that was typed at the desk, or null. */
export function readReference(typed) {
  const plain = typed.slice(0, 64).replaceAll("-", "").replace(BLANKS, "");
  return isAscii(plain) && REFERENCE.test(plain.toUpperCase()) && !/[IL]/i.test(plain) ? plain.toUpperCase() : null;
}

/** SHA-256 of a text as bytes. */
export async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Bytes in hex. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The SHA-256 of a code in hex: a ticket's identity. */
export async function codeHash(code) {
  return hex(await sha256(code));
}

function isAscii(text) {
  return /^[\0-\x7f]*$/.test(text);
}
