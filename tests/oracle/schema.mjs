// node schema.mjs SCHEMA.json FILE.json…
// Prints one line for each file: "FILE: valid", "FILE: invalid: <place> <message>" or
// "FILE: unparsable". The place is the first error's JSON Pointer; nothing for the whole document.
// Ends with 0 when all files are valid, 1 when one is not, 2 when one cannot be read or the schema
// cannot be used.
import { readFileSync } from "node:fs";
import Ajv from "ajv"; // the default export knows draft-07

const [schemaPath, ...paths] = process.argv.slice(2);
if (schemaPath === undefined || paths.length === 0) {
  console.error("usage: node schema.mjs SCHEMA.json FILE.json…");
  process.exit(2);
}

let validate;
try {
  const schema = JSON.parse(readFileSync(schemaPath, "utf8"));
  // Formats are annotations here, as draft-07 allows: ajv itself knows none.
  validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
} catch (error) {
  console.error(`${schemaPath}: ${error.message}`);
  process.exit(2);
}

function verdict(path) {
  const text = readFileSync(path, "utf8");
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return "unparsable";
  }
  if (validate(value)) return "valid";
  const [first] = validate.errors;
  return ["invalid:", first.instancePath, first.message].filter(Boolean).join(" ");
}

let status = 0;
for (const path of paths) {
  try {
    const said = verdict(path);
    console.log(`${path}: ${said}`);
    if (said !== "valid") status = Math.max(status, 1);
  } catch (error) {
    console.error(`${path}: ${error.message}`);
    status = 2;
  }
}
process.exit(status);
