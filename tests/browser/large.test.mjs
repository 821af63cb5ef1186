// A large corpus: the shared one of 85,352 papers where it is at hand, else 20,000 made-up papers.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choosePeriods, firstPaint, launch, leadingNumber, open, shownCounts, violations } from "./browser.mjs";
import { made } from "./corpus.mjs";
import { run, shared, table } from "./place.mjs";

let browser;
let folder;
before(async () => {
  browser = await launch();
  const input = shared("corpora/papers.parquet");
  if (!input) console.log("the shared corpus is not here: 20,000 papers are made up");
  folder = process.env.LARGE_RUN ?? run(input ?? made({ papers: 20_000, subjects: 40, months: 240 }), "--method", "kmeans", "--themes", "50", "--period", "year");
});
after(() => browser.close());

test("it is painted within three seconds and is not too large", async () => {
  const { size } = statSync(join(folder, "report.html"));
  const { page, check } = await open(browser, folder);
  const milliseconds = await firstPaint(page);
  console.log(`${(size / 1e6).toFixed(1)} MB, first paint after ${milliseconds.toFixed(0)} ms`);
  assert.ok(milliseconds < 3000);
  assert.ok(size < 15_000_000);
  await check();
});

test("theme, search and periods lead to the papers of papers.csv", async () => {
  const papers = table(folder, "papers");
  const { page, check } = await open(browser, folder);
  const status = () => page.textContent("#papers-status");
  assert.equal(leadingNumber(await status()), papers.length);

  const theme = "T07";
  await page.click(`#themes tbody a[href="#theme=${theme}"]`);
  const inTheme = papers.filter((paper) => paper.theme_id === theme);
  assert.equal(leadingNumber(await status()), inTheme.length);
  const ids = new Set(inTheme.map((paper) => paper.paper_id));
  const listed = await page.$$eval("#paper-list li", (items) => items.map((item) => item.dataset.id));
  assert.ok(listed.length === 20 && listed.every((id) => ids.has(id)));

  const rows = table(folder, "theme_period");
  const periods = [...new Set(rows.map((row) => row.period))];
  const [from, to] = [periods.at(-6), periods.at(-3)];
  await choosePeriods(page, from, to);
  const sums = {};
  for (const row of rows.filter(({ period }) => from <= period && period <= to)) {
    sums[row.theme_id] = (sums[row.theme_id] ?? 0) + Number(row.n_papers);
  }
  assert.deepEqual(await shownCounts(page), sums);
  assert.equal(leadingNumber(await status()), sums[theme]);

  await page.click("#clear");
  const wanted = papers[12_345];
  await page.fill("#query", wanted.title);
  await page.waitForFunction((query) => new URLSearchParams(location.hash.slice(1)).get("search") === query, wanted.title.trim());
  const foundIds = await page.$$eval("#paper-list li", (items) => items.map((item) => item.dataset.id));
  assert.ok(foundIds.includes(wanted.paper_id));
  await check();
});

test("axe-core finds nothing serious", async () => {
  const { page, check } = await open(browser, folder, { hash: "#theme=T01" });
  assert.deepEqual(await violations(page), []);
  await check();
});
