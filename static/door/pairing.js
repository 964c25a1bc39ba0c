// Makes this telephone a door: a code of one use from the organiser's page, in the address behind # or typed by hand.
import { text } from "./texts.js";

const screen = document.getElementById("pairing");
const form = screen?.querySelector("form");
const WHY = { pairing_unknown: "pairing_unknown", pairing_used: "pairing_used", pairing_expired: "pairing_expired" };

/** Does the address bear a code? */
export function isAsked() {
  return screen !== null && codeIn(location.hash) !== "";
}

/** Pair with the code of the address, else ask for one; promises true when this is a door. */
export async function pair({ server, identity, api }) {
  if (!screen) return false;
  const field = form.querySelector("#pairing-code");
  const fault = form.querySelector("#pairing-fault");
  screen.hidden = false;
  document.getElementById("scanner").hidden = true;
  const tell = (words) => {
    fault.hidden = words === "";
    fault.querySelector("span").textContent = words;
    field.setAttribute("aria-invalid", String(words !== ""));
  };
  const attempt = async (code) => {
    const { answer, why, problem } = await server.ask(`${api}/devices`, { body: { code, agent: agent() } });
    if (answer?.token) {
      await identity.pair(answer);
      return true;
    }
    tell(text(WHY[problem?.code] ?? (why === "no_connection" ? "no_connection" : "pairing_failed")));
    return false;
  };
  const done = () => {
    history.replaceState(null, "", location.pathname); // the code is of one use; nobody needs to read it
    screen.hidden = true;
    document.getElementById("scanner").hidden = false;
    return true;
  };
  const given = codeIn(location.hash);
  if (given && (await attempt(given))) return done();
  return new Promise((resolve) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const code = codeIn(field.value);
      if (!code) return tell(text("pairing_blank"));
      if (await attempt(code)) resolve(done());
    });
  });
}

/** The code in an address or as it was typed. */
function codeIn(typed) {
  return typed.trim().split("#").at(-1).replace(/[\s-]/g, "").toUpperCase();
}

/** What the organiser sees of this telephone: its browser and kind, no more. */
function agent() {
  const brands = navigator.userAgentData?.brands?.map(({ brand, version }) => `${brand} ${version}`) ?? [];
  const known = brands.find((brand) => /Chrome|Edge|Opera|Samsung/.test(brand)) ?? navigator.userAgent;
  return [known, navigator.userAgentData?.platform].filter(Boolean).join(", ").slice(0, 120);
}
