// The data of the page: `overview` at once, the papers when they are first asked for.

const overview = JSON.parse(byId("overview-data").textContent);
const { periods, themes, broad } = overview;
const lastPeriod = periods.name.length - 1;

/** The groups that can be chosen: themes first, then the broad ones; each with its themes. */
const groups = [
  ...themes.map((theme, i) => ({ ...theme, members: [i] })),
  ...broad.map((theme) => ({ ...theme, members: theme.themes })),
];
const groupOf = new Map(groups.map((group) => [group.id, group]));

let loaded = null;

/** The papers as columns. Parsing them takes a moment when they are many. */
function papers() {
  if (loaded) return loaded;
  loaded = JSON.parse(byId("papers-data").textContent);
  byId("papers-data").remove();
  loaded.length = loaded.id.length;
  return loaded;
}

/** The address of a paper, or null. */
function addressOf(i) {
  const { id, url, stems } = papers();
  if (url[i] === null) return null;
  if (typeof url[i] === "number") return stems[url[i]] + id[i].slice(id[i].indexOf(":") + 1);
  const [stem, rest] = url[i];
  return stems[stem] + rest;
}

function dateOf(i) {
  const { date, dates } = papers();
  return date[i] === null ? "" : dates[date[i]];
}

function nameOf(i) {
  return papers().title[i] || papers().id[i];
}

/** The positions of all papers, ordered by dates or by how typical a paper is. */
const orders = new Map();
function ordered(order) {
  if (orders.has(order)) return orders.get(order);
  const positions = Uint32Array.from({ length: papers().length }, (_, i) => i);
  if (order === "typical") {
    const { membership } = papers();
    positions.sort((a, b) => (membership[b] ?? -1) - (membership[a] ?? -1) || a - b);
  } else {
    const { date, dates } = papers();
    const byDate = dates.map((_, i) => i).sort((a, b) => (dates[a] < dates[b] ? -1 : 1));
    const rank = new Uint32Array(dates.length);
    byDate.forEach((position, i) => { rank[position] = i; });
    const sign = order === "newest" ? -1 : 1;
    // Papers without a date come last either way.
    const key = (i) => (date[i] === null ? Infinity : sign * rank[date[i]]);
    const keys = Float64Array.from(positions, key);
    positions.sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] - keys[b]));
  }
  orders.set(order, positions);
  return positions;
}

/** A text as it is searched: without case and accents. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

let searchable = null;
function searchTexts() {
  searchable ??= papers().title.map((title, i) => plain(`${title} ${papers().id[i]}`));
  return searchable;
}

/** The positions of the papers that pass what is chosen, in its order. */
function found(chosen) {
  const { theme, period, length } = papers();
  const members = chosen.group && new Set(chosen.group.members);
  const words = plain(chosen.query).split(/\s+/).filter(Boolean);
  const texts = words.length ? searchTexts() : [];
  const passes = (i) =>
    (!members || members.has(theme[i]))
    && inRange(chosen, period[i])
    && words.every((word) => texts[i].includes(word));
  return length === 0 ? [] : ordered(chosen.order).filter(passes);
}
