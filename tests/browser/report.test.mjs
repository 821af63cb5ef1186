// The report of the demo, as it is in git.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choosePeriods, firstPaint, launch, leadingNumber, listedIds, open, shownCounts, violations } from "./browser.mjs";
import { demo, table } from "./place.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const papers = table(demo, "papers");
const themes = table(demo, "themes");
const themePeriod = table(demo, "theme_period");

test("it is small and is painted within a second", async () => {
  assert.ok(statSync(join(demo, "report.html")).size < 2_000_000);
  const { page, check } = await open(browser, demo);
  const milliseconds = await firstPaint(page);
  console.log(`first paint of the demo: ${milliseconds.toFixed(0)} ms`);
  assert.ok(milliseconds < 1000);
  await check();
});

test("the headline says what the tables say", async () => {
  const { page, check } = await open(browser, demo);
  const headline = await page.textContent("h1");
  assert.ok(headline.startsWith(`${themes.length} themes in ${papers.length} papers; `), headline);
  const n = (verdict) => table(demo, "trends").filter((row) => row.verdict === verdict).length;
  const words = ["no", "one", "two", "three", "four", "five", "six"];
  for (const [verdict, said] of [["emerging", "emerging"], ["growing", "growing"], ["declining", "fading"]]) {
    assert.equal(headline.includes(` ${said}`), n(verdict) > 0, headline);
    if (n(verdict)) assert.ok(headline.includes(`${words[n(verdict)]} ${said}`), headline);
  }
  await check();
});

test("a theme lists exactly its papers", async () => {
  const { page, check } = await open(browser, demo);
  for (const { theme_id: id, label, n_papers: n } of themes) {
    await page.click(`#themes tbody a[href="#theme=${id}"]`);
    assert.ok((await page.textContent("#detail-heading")).startsWith(label));
    assert.equal(new URL(page.url()).hash, `#theme=${id}`);
    const expected = papers.filter((paper) => paper.theme_id === id).map((paper) => paper.paper_id);
    assert.equal(expected.length, Number(n));
    assert.deepEqual((await listedIds(page)).sort(), expected.sort());
    const terms = table(demo, "terms").filter((row) => row.theme_id === id);
    const shown = await page.$$eval("#detail .terms li", (items) => items.map((item) => item.textContent));
    assert.deepEqual(shown, terms.map((row) => row.term + row.n_papers));
    const trend = table(demo, "trends").find((row) => row.theme_id === id);
    const said = (await page.textContent("#detail")).replaceAll(": ", " ");
    assert.ok(said.includes(trend.reason.replaceAll(": ", " ").replace(/^too few /, "")), trend.reason);
  }
  await check();
});

test("a broad theme has the papers of its themes, and they lead to each other", async () => {
  const { page, check } = await open(browser, demo);
  const broad = table(demo, "broad_themes")[0];
  const children = broad.theme_ids.split("; ");
  await page.click(`#themes tbody a[href="#theme=${children[0]}"]`);
  await page.click(`#detail a[href="#theme=${broad.broad_id}"]`);
  const links = await page.$$eval("#detail .kin a", (found) => found.map((a) => a.getAttribute("href")));
  assert.deepEqual(links, children.map((id) => `#theme=${id}`));
  const expected = papers.filter((paper) => children.includes(paper.theme_id)).map((paper) => paper.paper_id);
  assert.deepEqual((await listedIds(page)).sort(), expected.sort());
  await check();
});

test("periods change the counts to those of theme_period.csv", async () => {
  const { page, check } = await open(browser, demo);
  const periods = [...new Set(themePeriod.map((row) => row.period))];
  const all = await shownCounts(page);
  assert.deepEqual(all, Object.fromEntries(themes.map((row) => [row.theme_id, Number(row.n_papers)])));
  for (const [first, last] of [[0, 3], [5, 5], [2, periods.length - 1]]) {
    await choosePeriods(page, periods[first], periods[last]);
    const inside = themePeriod.filter((row) => first <= periods.indexOf(row.period) && periods.indexOf(row.period) <= last);
    const sums = {};
    for (const row of inside) sums[row.theme_id] = (sums[row.theme_id] ?? 0) + Number(row.n_papers);
    assert.deepEqual(await shownCounts(page), sums);
    const listed = await listedIds(page);
    assert.deepEqual(listed.sort(), papers.filter((paper) =>
      first <= periods.indexOf(paper.period) && periods.indexOf(paper.period) <= last).map((paper) => paper.paper_id).sort());
  }
  await page.click("#all-periods");
  assert.deepEqual(await shownCounts(page), all);
  // The same by dragging over the bars.
  const bars = await page.locator("#brush svg").boundingBox();
  const step = bars.width / periods.length;
  await page.mouse.move(bars.x + 2.5 * step, bars.y + 30);
  await page.mouse.down();
  await page.mouse.move(bars.x + 4.5 * step, bars.y + 30, { steps: 5 });
  await page.mouse.up();
  assert.equal(new URL(page.url()).hash, `#from=${periods[2]}&to=${periods[4]}`);
  const inside = themePeriod.filter((row) => periods.slice(2, 5).includes(row.period));
  const sum = inside.reduce((total, row) => total + Number(row.n_papers), 0);
  assert.equal(Object.values(await shownCounts(page)).reduce((total, n) => total + n, 0), sum);
  await check();
});

test("search finds papers by words of their titles and by id", async () => {
  const { page, check } = await open(browser, demo);
  const wanted = papers.find((paper) => /quantization/i.test(paper.title));
  for (const [query, finds] of [
    ["QUANTIZATION large", (paper) => /quantization/i.test(paper.title) && /large/i.test(paper.title)],
    [wanted.paper_id, (paper) => paper.paper_id === wanted.paper_id],
    ["no such words anywhere", () => false],
  ]) {
    const expected = papers.filter(finds).map((paper) => paper.paper_id).sort();
    await page.fill("#query", query);
    await page.waitForFunction((said) => document.getElementById("papers-status").textContent.includes(said), `“${query}”`);
    assert.deepEqual((await listedIds(page)).sort(), expected);
    assert.equal(leadingNumber(await page.textContent("#papers-status")), expected.length);
  }
  await check();
});

test("a link says what was chosen", async () => {
  const hash = "#theme=T03&search=distillation&from=2015&to=2024&order=oldest&sort=label";
  const { page, check } = await open(browser, demo, { hash });
  const expected = papers.filter((paper) =>
    paper.theme_id === "T03" && /distillation/i.test(paper.title) && paper.period >= "2015" && paper.period <= "2024");
  const dates = new Map(papers.map((paper) => [paper.paper_id, paper.date]));
  const listed = await listedIds(page);
  assert.ok(expected.length > 1);
  assert.deepEqual([...listed].sort(), expected.map((paper) => paper.paper_id).sort());
  assert.deepEqual(listed.map((id) => dates.get(id)), expected.map((paper) => paper.date).sort());
  assert.equal(await page.inputValue("#query"), "distillation");
  assert.equal(await page.getAttribute("#themes th[data-sort=label]", "aria-sort"), "ascending");
  assert.equal(await page.getAttribute('#themes a[href="#theme=T03"]', "aria-current"), "true");
  await page.click("#clear");
  assert.equal((await listedIds(page)).length, papers.length);
  await page.goBack();
  assert.deepEqual(await listedIds(page), listed);
  await check();
});

test("a link of nonsense shows everything", async () => {
  const { page, check } = await open(browser, demo, { hash: "#theme=T99&from=1200&order=%00&sort=constructor&x" });
  assert.equal((await listedIds(page)).length, papers.length);
  await check();
});

test("the table is sorted by any of its columns", async () => {
  const { page, check } = await open(browser, demo);
  const order = () => page.$$eval("#themes tbody .id", (ids) => ids.map((id) => id.textContent));
  const growth = new Map(table(demo, "trends").map((row) => [row.theme_id, row.verdict === "too few" ? NaN : Number(row.growth_per_year)]));
  await page.click("#themes th[data-sort=growth] button");
  const values = (await order()).map((id) => growth.get(id));
  const known = values.filter((value) => !Number.isNaN(value));
  assert.deepEqual(known, [...known].sort((a, b) => b - a));
  assert.ok(values.slice(known.length).every(Number.isNaN), "what is not judged comes last");
  await page.click("#themes th[data-sort=papers] button");
  assert.deepEqual(await order(), themes.map((row) => row.theme_id));
  await page.click("#themes th[data-sort=papers] button");
  assert.equal((await order())[0], themes.reduce((least, row) => (Number(row.n_papers) < Number(least.n_papers) ? row : least)).theme_id);
  await check();
});

test("the map tells titles to the mouse and to the keyboard, and zooms", async () => {
  const { page, check } = await open(browser, demo);
  await page.focus("#map-canvas");
  await page.keyboard.press("ArrowRight");
  const titles = papers.map((paper) => paper.title);
  const first = await page.textContent("#map-title strong");
  assert.ok(titles.includes(first));
  assert.ok((await page.textContent("#map-status")).startsWith(first));
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await page.textContent("#map-title strong"), first);
  await page.keyboard.press("Enter");
  assert.match(new URL(page.url()).hash, /^#theme=T\d\d$/);
  const drawn = () => page.$eval("#map-canvas", (canvas) => canvas.toDataURL());
  const whole = await drawn();
  await page.click("#zoom-in");
  await page.waitForTimeout(100);
  assert.notEqual(await drawn(), whole);
  await page.click("#zoom-all");
  await page.locator("#map-canvas").scrollIntoViewIfNeeded();
  const box = await page.locator("#map-canvas").boundingBox();
  let pointed = false;
  for (let x = 20; x < box.width && !pointed; x += 7) {
    await page.mouse.move(box.x + x, box.y + box.height / 2);
    pointed = await page.isVisible("#map-title");
  }
  assert.ok(pointed && titles.includes(await page.textContent("#map-title strong")));
  await check();
});

test("every chart of the folder is in it, with a description, and no id stands twice", async () => {
  const { page, check } = await open(browser, demo);
  const charts = await page.$$eval("figure svg[role=img]", (found) => found.map((svg) =>
    [svg.querySelector("title").textContent, svg.querySelector("desc").textContent.length]));
  assert.ok(charts.length >= 8 && charts.every(([title, words]) => title && words > 20));
  const ids = await page.$$eval("[id]", (found) => found.map((node) => node.id));
  assert.equal(new Set(ids).size, ids.length);
  await check();
});

test("axe-core finds nothing serious, in light and dark, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      const { page, check } = await open(browser, demo, { hash: "#theme=T03", colorScheme, viewport: { width, height: 900 } });
      assert.deepEqual(await violations(page), [], `${colorScheme} ${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `the page is no wider than ${width} px`);
      await check();
    }
  }
});

test("everything can be reached and done with the keyboard", async () => {
  const { page, check } = await open(browser, demo);
  const focus = () => page.evaluate(() => {
    const { id, tagName, textContent } = document.activeElement;
    return { id, tag: tagName, text: textContent.trim(), sort: document.activeElement.closest("th")?.dataset.sort };
  });
  const tabTo = async (wanted) => {
    for (let i = 0; i < 100; i += 1) {
      await page.keyboard.press("Tab");
      if (wanted(await focus())) return;
    }
    assert.fail(`never reached: ${wanted}`);
  };
  await page.keyboard.press("Tab");
  assert.equal((await focus()).text, "Skip to the themes");
  await page.keyboard.press("Enter");
  await tabTo(({ sort }) => sort === "growth");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute("th[data-sort=growth]", "aria-sort"), "descending");
  const top = await page.textContent("#themes tbody tr:first-child a");
  await tabTo(({ tag, text }) => tag === "A" && text === top);
  await page.keyboard.press("Enter");
  assert.equal((await focus()).id, "detail-heading");
  await tabTo(({ text }) => text.startsWith("All "));
  await page.keyboard.press("Enter");
  assert.equal((await focus()).id, "papers-heading");
  await tabTo(({ id }) => id === "query");
  await page.keyboard.type("cache");
  await page.waitForFunction(() => document.getElementById("papers-status").textContent.includes("“cache”"));
  assert.ok((await page.textContent("#papers-status")).includes(top));
  await tabTo(({ id }) => id === "clear");
  await page.keyboard.press("Enter");
  assert.equal((await focus()).id, "query");
  await check();
});

test("without a script there is still the summary, the table and the charts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`file://${demo}/report.html`);
  assert.equal(await page.locator("#themes tbody tr").count(), themes.length);
  assert.ok(!await page.isVisible("#papers"));
  assert.ok(await page.locator("figure svg").count() >= 8);
  await context.close();
});
