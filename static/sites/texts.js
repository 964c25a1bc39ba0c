// The texts of the page in its language; every one stands in the template.
const DIGITS = "en-GB"; // 07:58: 24 hours, in both languages

/** A text of the page, its {places} filled. */
export function text(key, values = {}) {
  const words = document.querySelector(`[data-text="${key}"]`).textContent;
  return words.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** The clock in the event's zone. */
export function at(moment) {
  const timeZone = document.querySelector("[data-zone][data-point]")?.dataset.zone;
  return new Date(moment).toLocaleString(DIGITS, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** An icon, drawn as the server draws it. */
export function icon(name) {
  const source = document.querySelector("svg.ico use").getAttribute("href").split("#")[0];
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "ico");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${source}#${name}`);
  drawn.append(use);
  return drawn;
}
