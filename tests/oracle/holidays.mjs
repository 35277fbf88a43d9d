// Writes holidays.csv: each day of 2007..2050 that one of two libraries calls a Japanese holiday.
// Ends with 1 when the two disagree on a day, or when their number is not the known one.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

process.env.TZ = "UTC"; // japanese-holidays shifts its dates with local-time setters

const require = createRequire(import.meta.url);
const { holidays } = require("@holiday-jp/holiday_jp"); // a table, keyed by YYYY-MM-DD
const japanese = require("japanese-holidays"); // computes from the law's rules

const FIRST_YEAR = 2007;
const LAST_YEAR = 2050;
const KNOWN_COUNT = 781;
const DAY_MS = 86_400_000;

const lines = [];
const differences = [];
for (let day = Date.UTC(FIRST_YEAR, 0, 1); day <= Date.UTC(LAST_YEAR, 11, 31); day += DAY_MS) {
  const date = new Date(day).toISOString().slice(0, 10);
  const fromTable = holidays[date]?.name ?? "";
  // 03:00 UTC is noon in Japan, which has no summer time in these years.
  const computed = japanese.isHolidayAt(new Date(day + 3 * 3_600_000)) ?? "";
  if (!fromTable && !computed) continue;
  if (!fromTable || !computed) differences.push(`${date}: "${fromTable}" / "${computed}"`);
  lines.push(`${date},${fromTable},${computed}`);
}

writeFileSync(new URL("holidays.csv", import.meta.url), lines.join("\n") + "\n");
console.log(`holidays.csv: ${lines.length} days, ${differences.length} on which the two disagree`);
for (const difference of differences) console.log(difference);
if (differences.length > 0 || lines.length !== KNOWN_COUNT) process.exitCode = 1;
