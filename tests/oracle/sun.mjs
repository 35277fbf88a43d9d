// Writes sun.csv: sunrise, sunset and dusk (civil, -6°) of places by civil date of their time zone.
//
// suncalc answers for the solar day that holds a given instant. It is asked at local noon of the
// date; what it returns may lie on a neighbouring civil date where the sun sets around midnight.
// Such a row is answered from the solar day whose event does lie on the date, and carries a note.
import { writeFileSync } from "node:fs";
import * as suncalc from "suncalc";

const FIRST = "2025-01-01";
const LAST = "2027-12-31";
const HEIGHT = 0; // of the observer, metres
const DAY_MS = 86_400_000;

// place, latitude, longitude, zone, a date every so many days
const PLACES = [
  ["札幌", 43.0621, 141.3544, "Asia/Tokyo", 5],
  ["東京", 35.6895, 139.6917, "Asia/Tokyo", 15],
  ["那覇", 26.2124, 127.6809, "Asia/Tokyo", 15],
  ["根室", 43.3301, 145.5827, "Asia/Tokyo", 15],
  ["与那国", 24.4681, 123.0045, "Asia/Tokyo", 15],
  ["稚内", 45.4156, 141.6731, "Asia/Tokyo", 15],
  ["London", 51.5074, -0.1278, "Europe/London", 15],
  ["New York", 40.7128, -74.006, "America/New_York", 15],
  ["Sydney", -33.8688, 151.2093, "Australia/Sydney", 15],
  ["Singapore", 1.3521, 103.8198, "Asia/Singapore", 15],
  ["Tromsø", 69.65, 18.96, "Europe/Oslo", 15],
  ["Kiritimati", 1.87, -157.4, "Pacific/Kiritimati", 15],
  ["Honolulu", 21.3069, -157.8583, "Pacific/Honolulu", 15],
];
const EVENTS = { sunrise: -0.833, sunset: -0.833, dusk: -6 }; // the sun's altitude in degrees

// How near the date's extreme altitude may come to the event's before the row is noted (`grazes`).
const GRAZING_DEGREES = 0.5;

const KNOWN = [ // of 札幌, Japan's time
  ["2025-07-01", "sunset", "2025-07-01T19:17:47+09:00"],
  ["2025-07-01", "dusk", "2025-07-01T19:52:59+09:00"],
  ["2025-12-21", "sunset", "2025-12-21T16:02:29+09:00"],
];
const KNOWN_TOLERANCE_S = 5;

const clocks = new Map();
function wallClock(zone, instant) { // the zone's wall clock, as if it were UTC, in ms
  if (!clocks.has(zone)) {
    clocks.set(zone, new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    }));
  }
  const part = {};
  for (const { type, value } of clocks.get(zone).formatToParts(instant)) part[type] = Number(value);
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

const dateOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const localDate = (zone, instant) => dateOf(wallClock(zone, instant));
const shifted = (date, days) => dateOf(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);

// The instant at which the zone's wall clock shows this hour of the date.
function localTime(zone, date, hour) {
  const wall = Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000;
  let instant = wall;
  for (let i = 0; i < 3; ++i) instant += wall - wallClock(zone, new Date(instant));
  return new Date(instant);
}

const rounded = (date) => new Date(Math.round(date.getTime() / 1000) * 1000);
const text = (date) => date.toISOString().replace(".000Z", "Z");

function atNoon(place, date, event) {
  const [, latitude, longitude, zone] = place;
  const instant = suncalc.getTimes(localTime(zone, date, 12), latitude, longitude, HEIGHT)[event];
  return instant === null ? null : rounded(instant);
}

// The sun's altitude in degrees without refraction; suncalc's refraction is constant below 0°.
const REFRACTION_AT_0 = 0.0002967 / Math.tan(0.00312536 / 0.08901179) * 180 / Math.PI;
function altitudeBelowHorizon(place, ms) {
  return suncalc.getPosition(new Date(ms), place[1], place[2]).altitude - REFRACTION_AT_0;
}

// Does the sun's highest or lowest altitude of the date come so near to the event's that a small
// difference in the model moves the event by minutes, or decides whether there is one?
function grazes(place, date, event) {
  const from = localTime(place[3], date, 0).getTime();
  const to = localTime(place[3], shifted(date, 1), 0).getTime();
  let low = Infinity;
  let high = -Infinity;
  for (let at = from; at <= to; at += 120_000) {
    const altitude = altitudeBelowHorizon(place, at);
    low = Math.min(low, altitude);
    high = Math.max(high, altitude);
  }
  const level = EVENTS[event];
  return Math.abs(low - level) < GRAZING_DEGREES || Math.abs(high - level) < GRAZING_DEGREES;
}

// The altitude's crossings of the event's level on the date, in its direction, minute by minute: a
// second way to the answer, through suncalc.getPosition instead of suncalc.getTimes.
function scanned(place, date, event) {
  const from = localTime(place[3], date, 0).getTime();
  const to = localTime(place[3], shifted(date, 1), 0).getTime();
  const sign = event === "sunrise" ? 1 : -1;
  const height = (ms) => sign * (altitudeBelowHorizon(place, ms) - EVENTS[event]);
  const found = [];
  for (let at = from; at < to; at += 60_000) {
    if (height(at) < 0 && height(at + 60_000) >= 0) found.push(at + 30_000);
  }
  return found;
}

function answer(place, date, event) {
  const zone = place[3];
  const notes = [];
  const own = atNoon(place, date, event);
  const onDate = [-1, 0, 1]
    .map((days) => ({ days, instant: atNoon(place, shifted(date, days), event) }))
    .filter(({ instant }) => instant !== null && localDate(zone, instant) === date);
  const chosen = onDate.find(({ days }) => days === 0) ?? onDate[0];
  if (own !== null && localDate(zone, own) !== date) notes.push(`noon gives ${text(own)}`);
  if (chosen && chosen.days !== 0) notes.push(`of the solar day ${shifted(date, chosen.days)}`);
  for (const other of onDate) if (other !== chosen) notes.push(`also ${text(other.instant)}`);
  if (grazes(place, date, event)) notes.push("grazing");
  return { instant: chosen?.instant ?? null, notes, onDate };
}

const problems = [];
for (const [date, event, expected] of KNOWN) {
  const off = (answer(PLACES[0], date, event).instant - Date.parse(expected)) / 1000;
  console.log(`known ${event} of ${date}: ${off >= 0 ? "+" : ""}${off} s`);
  if (Math.abs(off) > KNOWN_TOLERANCE_S) problems.push(`${event} of ${date} is off by ${off} s`);
}

const lines = [];
const counts = { none: 0, noted: 0 };
for (const place of PLACES) {
  const [name, latitude, longitude, zone, step] = place;
  for (let date = FIRST; date <= LAST; date = shifted(date, step)) {
    for (const event of Object.keys(EVENTS)) {
      const { instant, notes, onDate } = answer(place, date, event);
      const scan = scanned(place, date, event);
      const agree = scan.length === onDate.length &&
        scan.every((at, i) => Math.abs(at - onDate[i].instant) <= 60_000);
      if (!agree) {
        problems.push(`${name} ${date} ${event}: ${instant ? text(instant) : "none"}, ` +
          `scanned ${scan.map((at) => text(rounded(new Date(at)))).join(" and ") || "none"}` +
          `${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`);
      }
      counts.none += instant === null ? 1 : 0;
      counts.noted += notes.length > 0 ? 1 : 0;
      lines.push([name, latitude, longitude, zone, date, event, instant ? text(instant) : "none",
        notes.join("; ")].join(","));
    }
  }
}

writeFileSync(new URL("sun.csv", import.meta.url), lines.join("\n") + "\n");
console.log(`sun.csv: ${lines.length} rows, ${counts.none} none, ${counts.noted} with a note`);
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;
