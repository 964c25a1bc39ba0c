// Reads a calendar from standard input with ical.js and node-ical; prints what each understood, as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const source = readFileSync(0, "utf8");

function byIcalJs() {
  const calendar = new ICAL.Component(ICAL.parse(source));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return [event.uid, event.startDate.toJSDate(), event.endDate.toJSDate(), event.summary, event.location];
  });
}

function byNodeIcal() {
  return Object.values(ical.sync.parseICS(source))
    .filter((each) => each.type === "VEVENT")
    .map((each) => [each.uid, each.start, each.end, each.summary, each.location ?? null]);
}

process.stdout.write(JSON.stringify({ "ical.js": byIcalJs(), "node-ical": byNodeIcal() }));
