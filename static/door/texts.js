// The texts of the page, in its language. Every one stands in the template.
let zone = document.getElementById("scanner").dataset.zone || undefined;
const language = document.documentElement.lang;
const DIGITS = "en-GB"; // 20/12, 07:58: day before month, 24 hours, in both languages

/** Tell times in the event's zone, where the page itself does not know it. */
export function setZone(name) {
  zone = name || zone;
}

/** A text of the page, its {places} filled. */
export function text(key, values = {}) {
  const words = document.querySelector(`[data-text="${key}"]`).textContent;
  return words.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** The clock in the event's zone, 24 hours; with the date when it was another day. */
export function clock(moment) {
  const day = { timeZone: zone, day: "2-digit", month: "2-digit" };
  const at = new Date(moment);
  const isToday = at.toLocaleDateString(DIGITS, day) === new Date().toLocaleDateString(DIGITS, day);
  const time = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return at.toLocaleString(DIGITS, isToday ? time : { ...day, ...time });
}

/** "24 minutes ago". */
export function ago(moment) {
  const minutes = Math.max(0, Math.round((Date.now() - new Date(moment).getTime()) / 60000));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (minutes < 90) return relative.format(-minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 36 ? relative.format(-hours, "hour") : relative.format(-Math.round(hours / 24), "day");
}
