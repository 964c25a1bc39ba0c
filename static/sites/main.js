// The page of a bridge point's secretary: notes at once, sends by itself, and says honestly what is not sent yet.
import { forgetPage, keepPage } from "./keeping.js";
import { Notes } from "./notes.js";
import { filter, showArrived, showStanding } from "./roll.js";
import { standingOf } from "./standing.js";
import { at, text } from "./texts.js";

const PAUSE = 20_000; // ms between two looks
const OLD = 30 * 60_000; // ms: then its forms may be answered with "too old"
const ONCE = 2 * 60_000; // ms in which the page is loaded anew by itself at most once

const page = document.querySelector("[data-point]");
const find = (selector) => page.querySelector(selector);
const made = Date.parse(page.dataset.made);
const first = JSON.parse(find("#standing").textContent);
const notes = new Notes(page.dataset.point, page.dataset.marks);
let session = new URLSearchParams(location.search).get("session") ?? page.dataset.session;
let isMissing = false;
let isOnline = navigator.onLine;

async function show() {
  const { marks, refused, waiting } = await notes.waiting();
  const stands = standingOf(notes.standing.said, marks, session);
  showStanding(page, stands);
  showArrived(find("[data-arrived]"), stands.arrived);
  showCounted(stands.counted);
  showNetwork(waiting);
  showRefused(refused);
  filter(page, find("#q").value, isMissing);
}

function showCounted(counted) {
  if (!counted) return find("[data-counted]").replaceChildren();
  const said = [text("counted", { number: counted.number }), at(counted.at)];
  find("[data-counted]").textContent = [...said, ...(counted.isWaiting ? [text("unsent")] : [])].join(" · ");
}

function showNetwork(waiting) {
  find("[data-offline]").hidden = isOnline;
  find("[data-offline-words]").textContent =
    `${text("offline", { number: waiting })} ${text("since", { time: at(notes.standing.at || made) })}`;
  const saved = text("saved", { time: at(notes.standing.at || made) });
  find("[data-network]").textContent = waiting > 0 ? text("sending", { number: waiting }) : isOnline ? saved : "";
}

function showRefused(refused) {
  find("[data-refused]").hidden = refused.length === 0;
  find("[data-refused-list]").replaceChildren(
    ...refused.map(({ scan, why }) => {
      const line = document.createElement("li");
      const row = scan.ref && find(`[data-ref="${CSS.escape(scan.ref)}"] .name`);
      const name = scan.walk_in?.full_name ?? row?.textContent ?? "";
      line.textContent = [name, at(scan.at), why?.detail].filter(Boolean).join(" · ");
      return line;
    }),
  );
}

async function note(mark) {
  try {
    await notes.note({ session, ...mark });
  } catch {
    find("[data-offline]").hidden = false;
    find("[data-offline-words]").textContent = text("full");
  }
}

/** Load the page anew where it is old or the list has changed, but never while somebody is typing. */
async function renew() {
  const { people } = notes.standing.said;
  if (!isOnline || (people === first.people && Date.now() - made < OLD)) return;
  const { waiting } = await notes.waiting();
  const last = Number(sessionStorage.getItem("renewed") ?? 0);
  const isTyping = [...page.querySelectorAll("form:not([data-search]) :is(input, textarea)")].some(
    (field) => !["hidden", "checkbox"].includes(field.type) && field.value !== field.defaultValue,
  );
  if (waiting > 0 || isTyping || Date.now() - last < ONCE) {
    find("[data-stale]").hidden = people === first.people;
    return;
  }
  sessionStorage.setItem("renewed", Date.now());
  location.reload();
}

async function look({ isNow = false } = {}) {
  if (document.hidden && !isNow) return;
  await notes.refresh({ isNow });
  await renew();
}

function heard(isThere) {
  if (isOnline === isThere) return;
  isOnline = isThere;
  show();
}

find("[data-roll]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const [sign, ref] = (event.submitter?.value ?? "").split(" ");
  if (ref) note({ kind: "tick", sign, ref, is_late: sign === "in" && find("#is_late").checked });
});

find("[data-headcount]").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.number;
  note({ kind: "headcount", number: Number(field.value) }).then(() => event.target.reset());
});

find("[data-arrival]").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const names = ["full_name", "position", "organisation", "stands_for"];
  const walk_in = Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""]));
  walk_in.is_namesake = given.has("is_namesake");
  note({ kind: "arrival", walk_in }).then(() => event.target.reset());
});

find("[data-search]").addEventListener("submit", (event) => event.preventDefault());
find("[data-needless]").hidden = true;
find("#q").addEventListener("input", () => filter(page, find("#q").value, isMissing));
find("#session").addEventListener("change", ({ target }) => {
  session = target.value;
  history.replaceState(null, "", `?session=${encodeURIComponent(session)}`);
  for (const field of page.querySelectorAll('input[type=hidden][name="session"]')) field.value = session;
  show();
});
find("[data-missing]").addEventListener("click", ({ currentTarget }) => {
  isMissing = !isMissing;
  currentTarget.setAttribute("aria-pressed", isMissing);
  filter(page, find("#q").value, isMissing);
});

for (const form of page.querySelectorAll("form[data-online]")) {
  form.addEventListener(
    "submit",
    (event) => {
      if (isOnline) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const said = form.querySelector("[data-needs-network]") ?? form.appendChild(document.createElement("p"));
      said.dataset.needsNetwork = "";
      said.setAttribute("role", "status");
      said.textContent = text("online_only");
    },
    { capture: true },
  );
}

find("[data-seen]").addEventListener("click", () => notes.see());
find("[data-forget]").addEventListener("click", async () => {
  const { waiting } = await notes.waiting();
  if (waiting > 0 || !(await notes.forget())) {
    find("[data-forgotten]").textContent = text("not_yet", { number: waiting });
    return;
  }
  clearInterval(looking);
  await forgetPage();
  find("[data-roll]")?.remove();
  find("[data-forgotten]").textContent = text("forgotten");
});

notes.addEventListener("change", show);
notes.addEventListener("heard", () => heard(true));
notes.addEventListener("lost", () => heard(false));
notes.addEventListener("closed", () => location.reload());
addEventListener("online", () => look({ isNow: true }));
addEventListener("offline", () => heard(false));
document.addEventListener("visibilitychange", () => look());
const looking = setInterval(look, PAUSE);

find("#session").value = session;
keepPage(page.dataset.worker, page.dataset.scope);
notes.begin(first, made).then(() => look({ isNow: true }));
