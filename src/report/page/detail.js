// What is known of the chosen theme.

/** Papers that the overview of a theme names; all of them are in the list of papers. */
const FEW = 5;

/** Chooses a theme and takes the reader to it. */
function openTheme(group) {
  change({ group });
  byId("detail-heading").focus({ preventScroll: true });
  showDetail();
}

/** Scrolls only where the beginning of the theme would not be seen. */
function showDetail() {
  const place = byId("detail");
  place.parentElement.scrollTop = 0;
  const { top } = place.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) place.scrollIntoView();
}

function themeLink(group) {
  return element("a", {
    href: `#theme=${encodeURIComponent(group.id)}`,
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openTheme(group);
    },
  }, group.label);
}

function buildDetail() {
  const place = byId("detail");
  watch((now, changed) => {
    if (!changed.has("group")) return;
    place.hidden = !now.group;
    place.replaceChildren(...(now.group ? detail(now.group) : []));
  });
}

function detail(group) {
  const isBroad = !group.counts;
  const close = element("button", { type: "button", class: "close", "aria-label": "Close the theme" }, "×");
  close.addEventListener("click", () => {
    change({ group: null });
    byId("themes-heading").focus();
  });
  const heading = element("h2", { id: "detail-heading", tabindex: -1 },
    group.label, " ", element("span", { class: "id" }, group.id));
  return [
    element("div", { class: "detail-head" }, heading, close),
    isBroad
      ? element("p", {}, `A broad theme of ${counted(group.members.length, "theme")} with ${counted(group.n, "paper")}.`)
      : element("p", {}, group.description),
    kin(group, isBroad),
    ...trendParts(group, isBroad),
    element("h3", {}, "Terms"),
    isBroad ? element("p", {}, group.terms) : terms(group),
    element("h3", {}, "Papers"),
    examples(group),
  ];
}

/** The themes inside of a broad theme, or the broad theme that a theme is in. */
function kin(group, isBroad) {
  if (isBroad) {
    return element("ul", { class: "kin" }, ...group.members.map((i) =>
      element("li", {}, themeLink(groups[i]), ` ${count(themes[i].n)}`)));
  }
  if (group.parent === null) return null;
  const parent = groupOf.get(broad[group.parent].id);
  const others = parent.members.filter((i) => themes[i].id !== group.id);
  const links = others.flatMap((i, j) => [j ? ", " : "", themeLink(groups[i])]);
  return element("p", { class: "note" }, "Part of ", themeLink(parent), ", with ", ...links, ".");
}

function trendParts(group, isBroad) {
  if (periods.name.length === 0) return [];
  const counts = isBroad
    ? periods.name.map((_, period) => group.members.reduce((sum, i) => sum + themes[i].counts[period], 0))
    : group.counts;
  const bursts = (group.bursts ?? []).map(([start, end]) => (start === end ? start : `${start} to ${end}`));
  return [
    element("h3", {}, "Trend"),
    isBroad ? null : element("p", {},
      element("span", { class: `verdict ${group.verdict.replace(" ", "-")}` }, group.verdict), " ",
      `${group.reason.startsWith(group.verdict) ? group.reason.slice(group.verdict.length + 2) : group.reason}.`),
    bursts.length ? element("p", {}, `Bursts: ${bursts.join(", ")}.`) : null,
    shareChart({ ...group, counts, low: isBroad ? null : group.low, high: group.high }),
  ];
}

function terms(group) {
  const most = Math.max(1, ...group.terms.map(([, n]) => n));
  return element("ul", { class: "terms" }, ...group.terms.map(([term, n]) =>
    element("li", {}, element("span", {}, term),
      element("meter", { min: 0, max: most, value: n, "aria-hidden": "true" }),
      element("span", { class: "number", title: `${counted(n, "paper")} of the theme` }, count(n)))));
}

/** The most typical papers, and the way to all of them. */
function examples(group) {
  const area = element("div");
  const show = () => {
    const { theme } = papers();
    const members = new Set(group.members);
    const typical = [];
    for (const i of ordered("typical")) {
      if (members.has(theme[i])) typical.push(i);
      if (typical.length === FEW) break;
    }
    const all = element("button", { type: "button" }, `All ${counted(group.n, "paper")}`);
    all.addEventListener("click", () => {
      byId("papers").scrollIntoView();
      byId("papers-heading").focus({ preventScroll: true });
    });
    area.append(element("ol", { class: "examples" }, ...typical.map((i) => element("li", {}, paperTitle(i)))), all);
  };
  afterPaint(show);
  return area;
}
