// Asks the built script (argument 1) what stands on standard input, a list of questions, as a worker
// would: `node ask.mjs explore.js < questions.json`.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(process.argv[2], "utf8"));
const questions = JSON.parse(readFileSync(0, "utf8"));
const told = questions.map((question) => globalThis.cnngrade(question));
const plain = (_, value) => {
  if (ArrayBuffer.isView(value)) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
};
process.stdout.write(JSON.stringify(told, plain));
