// Reads captured requests with the official library of CloudEvents, strictly.
//
//     node cloudevents.mjs CAPTURED.jsonl
//
// Ends with 1 when a request is no valid CloudEvent 1.0 in structured mode, or when its id is not
// its webhook-id.
import { HTTP } from "cloudevents";
import { checkAll } from "./captured.mjs";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node cloudevents.mjs CAPTURED.jsonl");
  process.exit(2);
}

checkAll(path, "cloudevents", ({ headers, body }) => {
  if (!String(headers["content-type"]).startsWith("application/cloudevents+json")) {
    throw new Error(`content-type is ${headers["content-type"]}, want application/cloudevents+json`);
  }
  const message = { headers, body: body.toString("utf8") };
  if (!HTTP.isEvent(message)) throw new Error("the library takes it for no event");
  const event = HTTP.toEvent(message);
  if (Array.isArray(event)) throw new Error("it is a batch, want one event");
  if (event.validate() !== true) throw new Error("it is not valid");
  if (event.specversion !== "1.0") throw new Error(`specversion is ${event.specversion}, want 1.0`);
  if (event.id !== headers["webhook-id"]) throw new Error("its id is not its webhook-id");
  if (Number.isNaN(Date.parse(event.time))) throw new Error(`time "${event.time}" is no time`);
  if (event.data === null || typeof event.data !== "object") throw new Error("data is no object");
});
