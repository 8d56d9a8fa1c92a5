// Bundles src/main.tsx and src/style.css into the folder where the Python package finds them:
// `node build.mjs` writes grader/explore/built, `node build.mjs FOLDER` writes there.
import { build } from "esbuild";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "grader", "explore", "built");
const MOST = 150_000; // bytes of the script: a page is sent around

await mkdir(out, { recursive: true });
const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "ascii", // no browser guesses the coding of what a mail program saved
  legalComments: "none",
  target: ["chrome109", "firefox115", "safari16.4"],
  logLevel: "warning",
};
await build({
  ...options,
  entryPoints: ["src/main.tsx"],
  outfile: join(out, "explore.js"),
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
});
await build({ ...options, entryPoints: ["src/style.css"], outfile: join(out, "explore.css") });
const { size } = await stat(join(out, "explore.js"));
if (size > MOST) {
  console.error(`explore.js has ${size} bytes: at most ${MOST}`);
  process.exit(1);
}
