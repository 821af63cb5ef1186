// The share of a theme over the periods, with its interval, as a drawing.

const FRAME = { width: 420, height: 170, left: 44, right: 8, top: 10, bottom: 24 };

/** `low` and `high` are the ends of the interval in ten-thousandths, empty or null without one. */
function shareChart({ counts, low, high, label }) {
  const { width, height, left, right, top, bottom } = FRAME;
  const n = counts.length;
  const shares = counts.map((papersOf, i) => (periods.n[i] ? papersOf / periods.n[i] : null));
  const most = Math.max(...shares.map((share) => share ?? 0));
  const ceiling = niceCeiling(most * 1.1);
  const x = (i) => left + (width - left - right) * (i + 0.5) / n;
  const y = (share) => height - bottom - (height - top - bottom) * Math.min(1, share / ceiling);
  const drawing = shape("svg", {
    viewBox: `0 0 ${width} ${height}`, role: "img", class: "share-chart",
    "aria-label": `Share of ${label} in each period, at most ${percent(most)}`,
  });
  for (const tick of [0, ceiling / 2, ceiling]) {
    drawing.append(
      shape("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
      shape("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tickLabel(tick)),
    );
  }
  for (const i of labelled(n, 6)) {
    drawing.append(shape("text", { x: x(i), y: height - 6, "text-anchor": "middle" }, periods.name[i]));
  }
  const known = shares.flatMap((share, i) => (share === null ? [] : [i]));
  if (low?.length) {
    const points = (limit, order) => order.map((i) => `${x(i)} ${y(limit[i] / 10000)}`);
    const outline = [...points(high, known), ...points(low, [...known].reverse())];
    if (known.length > 1) drawing.append(shape("path", { class: "band", d: `M${outline.join("L")}Z` }));
  }
  drawing.append(shape("path", { class: "line", d: known.map((i, j) => `${j ? "L" : "M"}${x(i)} ${y(shares[i])}`).join("") }));
  for (const i of n > 80 ? [] : known) {
    const words = `${periods.name[i]}: ${percent(shares[i])}, ${counts[i]} of ${counted(periods.n[i], "paper")}`
      + (periods.complete[i] ? "" : ", incomplete");
    drawing.append(shape("circle", {
      class: periods.complete[i] ? "dot" : "dot incomplete", cx: x(i), cy: y(shares[i]), r: 3,
    }, shape("title", {}, words)));
  }
  return drawing;
}

/** The next of 1, 2, 4, 5, 6, 8 or 10 times a power of ten, and 1 at most. */
function niceCeiling(value) {
  if (value <= 0) return 0.1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 6, 8, 10].find((factor) => factor * power >= value * 0.999999);
  return Math.min(1, step * power);
}

function tickLabel(share) {
  return `${Number((100 * share).toPrecision(3))}\u202f%`;
}
