// Verifies captured requests with the official library of Standard Webhooks, at the time they came in.
//
//     node standardwebhooks.mjs CAPTURED.jsonl [SECRET-FILE]
//
// A request's own "secret" goes before that of the file. Each request must also be refused once one
// byte of it is changed. Ends with 1 when the library disagrees.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { checkAll } from "./captured.mjs";

const [path, secretFile] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node standardwebhooks.mjs CAPTURED.jsonl [SECRET-FILE]");
  process.exit(2);
}
const fileSecret = secretFile === undefined ? undefined : readFileSync(secretFile, "utf8").trim();
const realNow = Date.now;

function refused(webhook, body, headers) {
  try {
    webhook.verify(body, headers);
    return false;
  } catch {
    return true;
  }
}

checkAll(path, "standardwebhooks", ({ headers, body, at, secret }) => {
  const key = secret ?? fileSecret;
  if (key === undefined) throw new Error("there is no secret: name the file that holds it");
  if (/^wh[sp]k_/.test(key)) throw new Error("this library knows shared secrets (whsec_) only");
  const webhook = new Webhook(key);
  Date.now = () => at;
  try {
    webhook.verify(body, headers);
    const id = headers["webhook-id"];
    const signature = headers["webhook-signature"];
    const changed = [
      ["a body with one byte more", Buffer.concat([body, Buffer.from(" ")]), headers],
      ["another webhook-id", body, { ...headers, "webhook-id": `${id}x` }],
      ["a signature cut short", body, { ...headers, "webhook-signature": signature.slice(0, -4) }],
    ];
    for (const [what, otherBody, otherHeaders] of changed) {
      if (signature.includes(" ") && what === "a signature cut short") continue;
      if (!refused(webhook, otherBody, otherHeaders)) throw new Error(`${what} is accepted, too`);
    }
  } finally {
    Date.now = realNow;
  }
});
