// The range of periods: bars to drag over, and two lists for the keyboard.

const BARS = { width: 1000, height: 64 };

function buildPeriods() {
  const area = byId("brush");
  if (!area) return;
  const drawing = shape("svg", { viewBox: `0 0 ${BARS.width} ${BARS.height}`, preserveAspectRatio: "none" });
  const step = BARS.width / periods.name.length;
  const most = Math.max(1, ...periods.n);
  const bars = periods.n.map((n, i) => {
    const height = Math.max(n && 1, (BARS.height - 2) * n / most);
    const gap = Math.min(2, step / 4);
    const place = { x: i * step + gap / 2, width: step - gap, y: BARS.height - height, height };
    return shape("rect", { ...place, class: periods.complete[i] ? "bar" : "bar incomplete" });
  });
  const labels = element("div", { class: "bar-labels" });
  for (const i of labelled(periods.name.length, 6)) {
    const label = element("span", {}, periods.name[i]);
    label.style.left = `${100 * (i + 0.5) / periods.name.length}%`;
    labels.append(label);
  }
  drawing.append(...bars);
  area.append(drawing, labels);

  let anchor = null;
  const periodAt = (event) => {
    const box = drawing.getBoundingClientRect();
    const place = Math.floor((event.clientX - box.left) / box.width * periods.name.length);
    return Math.min(lastPeriod, Math.max(0, place));
  };
  const stretch = (event) => {
    const other = periodAt(event);
    change({ from: Math.min(anchor, other), to: Math.max(anchor, other) }, { replace: true });
  };
  drawing.addEventListener("pointerdown", (event) => {
    anchor = periodAt(event);
    drawing.setPointerCapture(event.pointerId);
    stretch(event);
  });
  drawing.addEventListener("pointermove", (event) => { if (anchor !== null) stretch(event); });
  drawing.addEventListener("pointerup", () => { anchor = null; });
  drawing.addEventListener("pointercancel", () => { anchor = null; });

  const lists = { from: byId("from"), to: byId("to") };
  for (const [name, list] of Object.entries(lists)) {
    list.append(element("option", { value: "" }, name === "from" ? "the beginning" : "the end"));
    list.append(...periods.name.map((period, i) => element("option", { value: i }, period)));
    list.addEventListener("change", () => {
      const range = { from: state.from, to: state.to, [name]: list.value === "" ? null : Number(list.value) };
      // A range that ends before it begins is moved to the end that was chosen last.
      const [first, last] = ends(range);
      if (first > last) range.from = range.to = range[name];
      change(range);
    });
  }
  byId("all-periods").addEventListener("click", () => change({ from: null, to: null }));

  watch((now) => {
    const [first, last] = ends(now);
    bars.forEach((bar, i) => bar.classList.toggle("out", i < first || i > last));
    lists.from.value = now.from ?? "";
    lists.to.value = now.to ?? "";
    byId("all-periods").disabled = !isRange(now);
    byId("range-status").textContent = isRange(now)
      ? `${counted(sumOver(now, periods.n), "paper")}${rangeInWords(now)}`
      : "Drag over the bars to count some periods only.";
  });
}

/** At most `most` positions of `n`, evenly spaced. */
function labelled(n, most) {
  const step = Math.ceil(n / most);
  return Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
}
