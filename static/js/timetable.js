// The timetable: sessions are dragged to another room or hour, drawn longer, or moved by keys. Nothing is saved here: what
// a session would become is asked about on its own page. Without this script each one is a link in a list.
import { draw, place } from "./timetable-layout.js";

const STEP = 300_000; // milliseconds of a row
const SLACK = 5; // pixels a hand trembles
const EDGE = 48; // pixels from the rim of the table, where it begins to scroll
const table = document.querySelector("[data-timetable]");
const says = document.querySelector("[data-timetable-says]");
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const STANDING = { start: 0, end: 0, rooms: 0 };
const shifts = new WeakMap(); // how many rows and rooms a block is away from where it stands
let held = null; // what is being dragged
let isDropped = false; // the click that follows is none

const shiftOf = (block) => shifts.get(block) ?? STANDING;
const isShifted = (block) => Object.values(shiftOf(block)).some((each) => each !== 0);
const rooms = () => [...table.querySelectorAll(".rooms > li")];

function standing(block) {
  const { row, rows, lane } = block.parentElement.dataset;
  const room = rooms().findIndex(
    (each) => +lane >= +each.dataset.lane && +lane < +each.dataset.lane + +each.dataset.lanes,
  );
  return { row: +row, rows: +rows, lane: +lane, room };
}

function moments(block) {
  const { start, end } = shiftOf(block);
  return [+block.dataset.starts + start * STEP, +block.dataset.ends + end * STEP];
}

function times(block) {
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: table.dataset.zone });
  return moments(block)
    .map((each) => format.format(each))
    .join("–");
}

// Let a block stand as far away as is asked and as the table allows; the end never comes before the start.
function shift(block, asked) {
  const stands = standing(block);
  const last = +table.dataset.rows - stands.row - stands.rows + 1;
  const length = Math.round((block.dataset.ends - block.dataset.starts) / STEP);
  const start = Math.min(Math.max(asked.start, 1 - stands.row), last);
  const end = Math.min(Math.max(asked.end, start - length + 1), last);
  const there = Math.min(Math.max(stands.room + asked.rooms, 0), rooms().length - 1);
  shifts.set(block, { start, end, rooms: there - stands.room });
  show(block, stands);
}

function show(block, stands) {
  const { start, end, rooms: across } = shiftOf(block);
  const room = rooms()[stands.room + across];
  const lanes = across === 0 ? [stands.lane, 1] : [+room.dataset.lane, +room.dataset.lanes];
  place(block.parentElement, stands.row + start, Math.max(stands.rows + end - start, 1), ...lanes);
  block.classList.toggle("moved", isShifted(block));
  block.querySelector(".times").textContent = times(block);
  block.querySelector(".there").textContent = ` · ${room.textContent}`;
}

function tell(block, word = "") {
  const parts = [word, block.querySelector(".name").textContent, block.querySelector(".span").textContent];
  says.textContent = parts.filter(Boolean).join(": ");
}

function putBack(block) {
  shift(block, STANDING);
  tell(block, table.dataset.back);
}

// On to the page that says what it would lead to, and asks.
function goOn(block) {
  const [starts, ends] = moments(block).map((each) => new Date(each).toISOString());
  const room = rooms()[standing(block).room + shiftOf(block).rooms].dataset.room;
  const asked = new URLSearchParams({
    starts,
    ends,
    room,
    sequence: block.dataset.sequence,
    draft: block.dataset.draft,
  });
  location.assign(`${block.href}?${asked}`);
}

function take(event) {
  isDropped = false;
  const block = event.target.closest(".block");
  if (block === null || event.button !== 0) return;
  if (event.pointerType === "touch" && event.target.closest(".grip, .edge") === null) return; // a finger scrolls
  const isEdge = event.target.closest(".edge") !== null;
  const { clientX: x, clientY: y } = event;
  held = { block, isEdge, x, y, top: table.scrollTop, before: shiftOf(block), isMoving: false };
  block.setPointerCapture(event.pointerId);
}

function drag(event) {
  if (held === null) return;
  held.isMoving ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK;
  if (!held.isMoving) return;
  scrollAtTheRim(event);
  const height = table.querySelector(".hours > li").getBoundingClientRect().height / 12;
  const rows = Math.round((event.clientY - held.y + table.scrollTop - held.top) / height);
  const { before, block, isEdge } = held;
  if (isEdge) shift(block, { ...before, end: before.end + rows });
  else shift(block, { start: before.start + rows, end: before.end + rows, rooms: roomsAway(block, event.clientX) });
}

function roomsAway(block, x) {
  const under = rooms().findIndex((each) => x < each.getBoundingClientRect().right);
  return (under < 0 ? rooms().length - 1 : under) - standing(block).room;
}

function scrollAtTheRim({ clientX, clientY }) {
  const rim = table.getBoundingClientRect();
  if (clientY > rim.bottom - EDGE) table.scrollTop += EDGE / 4;
  if (clientY < rim.top + EDGE) table.scrollTop -= EDGE / 4;
  if (clientX > rim.right - EDGE) table.scrollLeft += EDGE / 4;
  if (clientX < rim.left + EDGE) table.scrollLeft -= EDGE / 4;
}

function drop() {
  if (held === null) return;
  const { block, isMoving } = held;
  held = null;
  isDropped = isMoving;
  if (isMoving && isShifted(block)) goOn(block);
}

function giveUp() {
  if (held === null) return;
  const { block, before } = held;
  held = null;
  isDropped = true;
  shift(block, before);
}

function press(event) {
  const block = event.target.closest(".block");
  if (event.ctrlKey || event.altKey || event.metaKey || block === null) return;
  const { start, end, rooms: across } = shiftOf(block);
  if (event.key === "Escape") {
    giveUp();
    putBack(block);
  } else if (event.key in MOVES) {
    event.preventDefault(); // nothing scrolls
    const [rows, away] = MOVES[event.key];
    shift(block, {
      start: start + (event.shiftKey ? 0 : rows),
      end: end + rows,
      rooms: across + (event.shiftKey ? 0 : away),
    });
    block.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell(block);
  }
}

function click(event) {
  const block = event.target.closest(".block");
  if (block === null || (!isDropped && !isShifted(block))) return; // a link as any other
  event.preventDefault();
  if (!isDropped) goOn(block);
  isDropped = false;
}

if (table !== null) {
  draw(table);
  table.addEventListener("pointerdown", take);
  table.addEventListener("pointermove", drag);
  table.addEventListener("pointerup", drop);
  table.addEventListener("pointercancel", giveUp);
  table.addEventListener("keydown", press);
  table.addEventListener("click", click);
  table.addEventListener("dragstart", (event) => event.preventDefault());
  // Whoever comes back by the browser's button finds everything where it stands.
  addEventListener("pageshow", () => {
    for (const block of table.querySelectorAll(".block")) shift(block, STANDING);
  });
}
