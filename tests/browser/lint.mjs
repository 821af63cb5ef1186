// Lints the script of the page as it is put together, and these tests.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import globals from "globals";
import js from "@eslint/js";
import { checkout } from "./place.mjs";

const page = join(checkout, "src/report/page");
// The order is that of the page itself.
const order = [...readFileSync(join(page, "mod.rs"), "utf8").matchAll(/include_str!\("(\w+\.js)"\)/g)].map((found) => found[1]);
const files = readdirSync(page).filter((name) => name.endsWith(".js"));
if (files.length === 0 || files.some((name) => !order.includes(name))) throw new Error("a script is not in the page");

const eslint = (environment) => new ESLint({
  overrideConfigFile: true,
  overrideConfig: [js.configs.recommended, {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: environment },
    rules: { eqeqeq: "error", "prefer-const": "error", "no-shadow": "error", "no-use-before-define": ["error", { functions: false }], "no-var": "error" },
  }],
});
const script = order.map((name) => readFileSync(join(page, name), "utf8")).join("");
const results = await eslint(globals.browser).lintText(script, { filePath: "page.js" });
results.push(...await eslint({ ...globals.node, ...globals.browser }).lintFiles(["*.mjs"]));
const formatter = await new ESLint().loadFormatter("stylish");
console.log(await formatter.format(results) || `${order.length} scripts of the page and ${results.length - 1} of tests: nothing to complain of`);
process.exitCode = results.some((result) => result.errorCount + result.warningCount) ? 1 : 0;
