// Requests as `outreach listen --capture FILE` keeps them, one JSON object a line:
// {"at","path","headers":{…},"body" or "body_base64","secret"?}. `at` is when it came in.
import { readFileSync } from "node:fs";

export function readCaptured(path) {
  const requests = [];
  for (const [index, line] of readFileSync(path, "utf8").split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = `line ${index + 1}`;
    let read;
    try {
      read = JSON.parse(line);
    } catch (error) {
      throw new Error(`${where} is no JSON: ${error.message}`);
    }
    const body = read.body_base64 === undefined
      ? Buffer.from(read.body ?? "", "utf8")
      : Buffer.from(read.body_base64, "base64");
    const at = read.at === undefined ? Date.now() : Date.parse(read.at);
    if (Number.isNaN(at)) throw new Error(`${where}: "at" is no time`);
    const id = read.headers?.["webhook-id"] ?? "without webhook-id";
    requests.push({ where: `${where} (${id})`, headers: read.headers ?? {}, body, at, secret: read.secret });
  }
  if (requests.length === 0) throw new Error(`${path} holds no request: nothing was checked`);
  return requests;
}

// Runs `check` over every request; the sentences of those that failed go to standard error.
export function checkAll(path, library, check) {
  let failed = 0;
  let requests = [];
  try {
    requests = readCaptured(path);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  for (const request of requests) {
    try {
      check(request);
    } catch (error) {
      failed += 1;
      console.error(`${request.where}: ${error.message}`);
    }
  }
  console.log(`${library}: ${requests.length} requests checked, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
