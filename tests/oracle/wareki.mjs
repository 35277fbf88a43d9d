// Writes wareki.csv: dates in the Japanese calendar as Intl.DateTimeFormat (ICU) prints them.
import { writeFileSync } from "node:fs";

const COUNT = 200;
const FIRST = "1926-12-25"; // the first day of Shōwa
const LAST = "2030-12-31";
const DAY_MS = 86_400_000;

const CHOSEN = [
  FIRST, "1926-12-31", "1927-01-01", "1927-12-31", "1928-02-29", "1945-08-15", "1964-10-10",
  "1970-01-01", "1988-12-31", "1989-01-01", "1989-01-06", "1989-01-07", "1989-01-08", "1989-01-09",
  "1989-12-31", "1990-01-01", "1999-12-31", "2000-01-01", "2000-02-29", "2011-03-11", "2018-12-31",
  "2019-01-01", "2019-04-01", "2019-04-29", "2019-04-30", "2019-05-01", "2019-05-02", "2019-12-31",
  "2020-01-01", "2020-02-29", "2024-02-29", "2025-03-31", "2025-04-01", "2025-07-02", "2026-03-31",
  "2028-02-29", "2028-12-31", "2029-01-01", LAST,
];

const utc = (date) => Date.parse(`${date}T00:00:00Z`);
const dates = new Set(CHOSEN);
const wanted = COUNT - dates.size;
for (let i = 1; dates.size < COUNT; ++i) {
  const share = ((i * 0.6180339887498949) % 1) * ((utc(LAST) - utc(FIRST)) / DAY_MS);
  dates.add(new Date(utc(FIRST) + Math.floor(share) * DAY_MS).toISOString().slice(0, 10));
}

const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { dateStyle: "long", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat("ja-JP", { weekday: "short", timeZone: "UTC" });
const lines = [...dates].sort().map((date) => {
  const instant = new Date(utc(date));
  return `${date},${era.format(instant)},${weekday.format(instant)}`;
});

writeFileSync(new URL("wareki.csv", import.meta.url), lines.join("\n") + "\n");
console.log(`wareki.csv: ${lines.length} dates, ${wanted} of them spread over the range; ` +
  `ICU ${process.versions.icu}`);
