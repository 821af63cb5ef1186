// Corpora of unusual shapes: nothing goes wrong, and nothing is wider than the page.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firstPaint, launch, leadingNumber, listedIds, open, violations } from "./browser.mjs";
import { made } from "./corpus.mjs";
import { run, table } from "./place.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const SHAPES = {
  "no dates": { papers: 60, subjects: 2, months: 0, flags: [] },
  "one period": { papers: 60, subjects: 2, months: 12, flags: ["--period", "year"] },
  "two periods": { papers: 60, subjects: 2, months: 24, flags: ["--period", "year"] },
  "one theme": { papers: 60, subjects: 1, months: 60, flags: ["--themes", "1"] },
  "60 themes and 400 months": {
    papers: 1000, subjects: 60, months: 400, flags: ["--period", "month", "--themes", "60", "--method", "kmeans"],
  },
};

for (const [name, { flags, ...corpus }] of Object.entries(SHAPES)) {
  test(name, async () => {
    const folder = run(made(corpus), ...(flags.includes("--themes") ? flags : [...flags, "--themes", "2"]));
    const themes = table(folder, "themes");
    const { size } = statSync(join(folder, "report.html"));
    for (const width of [1280, 390]) {
      const { page, check } = await open(browser, folder, { hash: "#theme=T01", viewport: { width, height: 900 } });
      const milliseconds = await firstPaint(page);
      console.log(`${name}, ${width} px: ${(size / 1e6).toFixed(2)} MB, first paint after ${milliseconds.toFixed(0)} ms`);
      assert.ok(milliseconds < 1000 && size < 2_000_000);
      assert.equal(leadingNumber(await page.textContent("h1")), themes.length);
      assert.equal(await page.locator("#periods").count(), corpus.months ? 1 : 0);
      assert.equal((await listedIds(page)).length, Number(themes[0].n_papers));
      assert.deepEqual(await violations(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await check();
    }
  });
}
