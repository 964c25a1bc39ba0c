// Where things stand in the timetable. Styles are set one by one, which a strict policy allows; a page may hold none.
const HOUR = 12; // rows

export function place(item, row, rows, lane, lanes) {
  item.style.gridRow = `${row + 1} / span ${rows}`; // the first row has the names of the rooms
  item.style.gridColumn = `${lane + 1} / span ${lanes}`; // the first column has the hours
}

export function draw(table) {
  table.style.setProperty("--rows", table.dataset.rows);
  table.style.setProperty("--lanes", table.dataset.lanes);
  for (const room of table.querySelectorAll(".rooms > li")) {
    place(room, 0, +table.dataset.rows + 1, +room.dataset.lane, +room.dataset.lanes);
  }
  for (const hour of table.querySelectorAll(".hours > li")) {
    place(hour, +hour.dataset.row, HOUR, 0, +table.dataset.lanes + 1);
  }
  for (const item of table.querySelectorAll(".blocks > li")) {
    place(item, +item.dataset.row, +item.dataset.rows, +item.dataset.lane, 1);
    const { colour } = item.querySelector(".block").dataset;
    if (colour) item.style.setProperty("--track", colour);
  }
  table.classList.add("drawn");
  table.classList.toggle("touch", navigator.maxTouchPoints > 0);
}
