// Where the checkout and the program are; the tests themselves run in a copy outside of it.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

export const checkout = process.env.CHECKOUT ?? join(import.meta.dirname, "../..");
export const program = process.env.THEMELINE ?? join(checkout, "target/release/themeline");
export const demo = join(checkout, "output/demo");

/** The output folder of a run of a corpus. */
export function run(input, ...flags) {
  const out = join(mkdtempSync(join(tmpdir(), "themeline-")), "out");
  execFileSync(program, ["run", input, "-o", out, ...flags], { stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

/** A corpus that is not part of the project, or null where it is not at hand. */
export function shared(path) {
  const found = join(checkout, "../shared", path);
  return existsSync(found) ? found : null;
}

/** The rows of a table, without the mark that keeps spreadsheets from computing a text. */
export function table(folder, name) {
  const rows = parse(readFileSync(join(folder, "tables", `${name}.csv`)), { bom: true, columns: true });
  const unmarked = (cell) => (/^'[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, unmarked(cell)])));
}
