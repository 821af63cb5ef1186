// Titles that would be markup, formulas or scripts are shown as text.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, listedIds, open, violations } from "./browser.mjs";
import { run } from "./place.mjs";

const HOSTILE = [
  "<script>alert(1)</script>",
  "</script><script>alert(2)</script>",
  "<!-- <script> a comment that would swallow the rest",
  "<img src=x onerror=alert(3)> & so on",
  '=HYPERLINK("https://example.org","free")',
  "line\u2028separator and paragraph\u2029separator",
  '" onmouseover="alert(4)',
  "{{ 7 * 7 }} {% raw %} ${7 * 7} `backticks` \\u003c",
  "\u202eright to left override and \u0645\u0631\u062d\u0628\u0627 数据 Ünïcödé",
  "A".repeat(400),
];

let browser;
let folder;
before(async () => {
  browser = await launch();
  const subjects = ["pruning sparse weights of networks", "graph attention over molecules", "speech recognition of dialects"];
  const records = Array.from({ length: 90 }, (_, i) => JSON.stringify({
    id: i < HOSTILE.length ? `<b>id ${i}</b>` : `paper ${i}`,
    title: HOSTILE[i] ?? `Study ${i} of ${subjects[i % 3]}`,
    abstract: `We study ${subjects[i % 3]} and ${subjects[i % 3]} <script>alert(5)</script> once more.`,
    date: `${2015 + (i % 8)}-03-01`,
    url: i % 2 ? "javascript:alert(6)" : `https://example.org/${i}?a=1&b="2"`,
  }));
  const input = join(mkdtempSync(join(tmpdir(), "themeline-")), "<script>alert(7)<script>.jsonl");
  writeFileSync(input, `${records.join("\n")}\n`);
  folder = run(input, "--themes", "3");
});
after(() => browser.close());

test("they are text, and no address but of the web is a link", async () => {
  const { page, check } = await open(browser, folder);
  await listedIds(page);
  const titles = await page.$$eval("#paper-list .title", (found) => found.map((title) => title.textContent));
  for (const title of HOSTILE) assert.ok(titles.includes(title), title);
  const links = await page.$$eval("#paper-list .title a", (found) => found.map((a) => a.href));
  assert.equal(links.length, 45);
  assert.ok(links.every((href) => href.startsWith("https://example.org/")));
  assert.ok((await page.textContent(".corpus")).includes("<script>alert(7)<script>"));
  await check();
});

test("they can be searched", async () => {
  const { page, check } = await open(browser, folder);
  await page.fill("#query", "</script><script>");
  await page.waitForFunction(() => document.getElementById("papers-status").textContent.startsWith("1 paper "));
  assert.deepEqual(await listedIds(page), ["<b>id 1</b>"]);
  await check();
});

test("a search is kept in the address as it was typed", async () => {
  const query = "100% & more=less #1 +2";
  const { page, check } = await open(browser, folder);
  await page.fill("#query", query);
  await page.waitForFunction(() => location.hash.length > 1);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.inputValue("#query"), query);
  await check();
});

test("nothing serious for axe-core", async () => {
  const { page, check } = await open(browser, folder, { hash: "#theme=T01" });
  assert.deepEqual(await violations(page), []);
  await check();
});

test("the policy allows no inline script but ours", async () => {
  const html = readFileSync(join(folder, "report.html"), "utf8");
  assert.ok(!/unsafe-|https?:\/\/(?!example\.org|www\.w3\.org)/.test(html.replace(/<script type="application\/json"[\s\S]*?<\/script>/g, "")));
  const { page } = await open(browser, folder);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.intruder = true";
    document.body.append(script);
    return window.intruder === true;
  });
  assert.equal(ran, false);
});
