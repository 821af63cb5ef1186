// One browser for all tests of a file, and what a reader does in the page.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM
  ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Opens the report of an output folder; `check` says what went wrong in it by then. */
export async function open(browser, folder, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  const url = pathToFileURL(join(folder, "report.html")).href;
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", async (dialog) => { wrong.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) wrong.push(`request of ${request.url()}`);
  });
  await page.goto(url + hash);
  await page.waitForSelector("html[data-ready]");
  return { page, check: async () => { assert.deepEqual(wrong, []); await context.close(); } };
}

/** Milliseconds from the start to the first text or picture. */
export async function firstPaint(page) {
  // A page can be ready before its first frame is drawn.
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  return paint.jsonValue();
}

/** Violations that axe-core calls serious or critical, with the elements. */
export async function violations(page) {
  // What the page may not load, the debugger may still evaluate.
  await page.evaluate(AXE);
  // Charts are pictures with a description, and too large to look at each of their shapes.
  const { violations: found } = await page.evaluate(() => window.axe.run({ exclude: ["figure svg"] }));
  return found
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 5).join(", ")}`);
}

/** Number in a text such as `85 352 papers in …`. */
export function leadingNumber(text) {
  return Number(text.replace(/[\u2009\u202f]/g, "").match(/^\d+/)[0]);
}

/** The papers in each theme as the table of themes shows them. */
export function shownCounts(page) {
  return page.$$eval("#themes tbody tr", (rows) => Object.fromEntries(rows.map((row) => [
    row.querySelector(".id").textContent,
    Number(row.querySelector(".papers").textContent.replace(/[\u2009\u202f]/g, "")),
  ])));
}

/** The ids of all papers in the list, after showing the whole of it. */
export async function listedIds(page) {
  while (await page.isVisible("#more")) await page.click("#more");
  return page.$$eval("#paper-list li", (items) => items.map((item) => item.dataset.id));
}

/** Chooses periods with the two lists. */
export async function choosePeriods(page, from, to) {
  await page.selectOption("#from", { label: from });
  await page.selectOption("#to", { label: to });
}
