// Bundles src/ into wfm/static/dist: `node build.mjs`, or `node build.mjs --watch` while working on it.
import { context, build } from "esbuild";

const options = {
  entryPoints: ["src/main.ts", "src/theme.ts", "src/main.css", "src/api-docs.ts", "src/api-docs.css"],
  outdir: "../wfm/static/dist",
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "iife",
  target: ["es2022"],
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  await build(options);
}
