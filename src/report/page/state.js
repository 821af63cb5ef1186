// What the reader has chosen. It is all in the address, so that it can be sent to somebody.

/** group: a theme or broad theme or null; from, to: positions of periods or null. */
const state = { group: null, query: "", from: null, to: null, order: "newest", sort: "-papers" };
const watchers = [];

/** Calls `watcher` with the state and the names of what changed, whenever something does. */
function watch(watcher) {
  watchers.push(watcher);
}

function change(changes, { replace = false } = {}) {
  const changed = new Set(Object.keys(changes).filter((name) => state[name] !== changes[name]));
  if (changed.size === 0) return;
  Object.assign(state, changes);
  const address = addressFor();
  // The address of a page in a file is only ever changed behind the `#`.
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  for (const watcher of watchers) watcher(state, changed);
}

function addressFor() {
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${encodeURIComponent(value)}`);
  if (state.group) add("theme", state.group.id);
  if (state.query) add("search", state.query);
  if (state.from !== null) add("from", periods.name[state.from]);
  if (state.to !== null) add("to", periods.name[state.to]);
  if (state.order !== "newest") add("order", state.order);
  if (state.sort !== "-papers") add("sort", state.sort);
  return `#${parts.join("&")}`;
}

/** Takes the state from the address; what makes no sense there is left out. */
function readAddress() {
  const hash = location.hash.slice(1);
  // A link to a part of the page says nothing about the state.
  if (hash && !hash.includes("=")) return;
  const said = new URLSearchParams(hash.replaceAll("+", "%2B"));
  const position = (name) => {
    const place = periods.name.indexOf(said.get(name));
    return place < 0 ? null : place;
  };
  const oneOf = (name, allowed, usual) => (allowed.includes(said.get(name)) ? said.get(name) : usual);
  const sorts = ["label", "papers", "share", "verdict", "growth"];
  change({
    group: groupOf.get(said.get("theme")) ?? null,
    query: said.get("search") ?? "",
    from: position("from"),
    to: position("to"),
    order: oneOf("order", ["oldest", "typical"], "newest"),
    sort: oneOf("sort", sorts.flatMap((sort) => [sort, `-${sort}`]), "-papers"),
  }, { replace: true });
}

function isRange({ from, to }) {
  return from !== null || to !== null;
}

/** First and last period of the range. */
function ends({ from, to }) {
  return [from ?? 0, to ?? lastPeriod];
}

/** Whether a paper of this period is in the range; one of no period is in none but the whole. */
function inRange(range, period) {
  if (!isRange(range)) return true;
  const [first, last] = ends(range);
  return period !== null && first <= period && period <= last;
}

/** The counts of the periods in the range, added up. */
function sumOver(range, counts) {
  const [first, last] = ends(range);
  return counts.slice(first, last + 1).reduce((sum, n) => sum + n, 0);
}

function rangeInWords(range) {
  if (!isRange(range)) return "";
  const [first, last] = ends(range).map((period) => periods.name[period]);
  return first === last ? ` of ${first}` : ` of ${first} to ${last}`;
}
