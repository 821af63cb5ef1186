// Corpora that are made up, the same each time.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file of papers on so many subjects, each with words of its own, dated over so many months. */
export function made({ papers, subjects, months }) {
  let seed = 7;
  const random = (below) => {
    // Park and Miller's generator.
    seed = seed * 48271 % 2147483647;
    return seed % below;
  };
  const syllables = ["ba", "ko", "ri", "mel", "sun", "tar", "vi", "lo", "pex", "dan", "qui", "zor"];
  const word = () => Array.from({ length: 3 }, () => syllables[random(12)]).join("");
  const own = Array.from({ length: subjects }, () => Array.from({ length: 30 }, word));
  const common = Array.from({ length: 200 }, word);
  const text = (subject, length) => Array.from({ length }, () =>
    (random(2) ? subject[random(30)] : common[random(200)])).join(" ");
  const rows = Array.from({ length: papers }, (_, i) => {
    const subject = own[i % subjects];
    const month = random(months);
    const date = months ? `${2024 - Math.floor(month / 12)}-${String(12 - month % 12).padStart(2, "0")}` : "";
    return `arXiv:${1000 + i % 400}.${10000 + i},${text(subject, 10)},${text(subject, 40)},${date}`;
  });
  const path = join(mkdtempSync(join(tmpdir(), "themeline-")), "made-up.csv");
  writeFileSync(path, `id,title,abstract,date\n${rows.join("\n")}\n`);
  return path;
}
