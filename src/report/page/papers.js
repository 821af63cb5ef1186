// The list of papers: those of the chosen theme, periods and words, a page at a time.

const PAGE = 20;
let listed = [];
let shown = 0;

function paperTitle(i) {
  const address = addressOf(i);
  return address
    ? element("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, nameOf(i))
    : element("span", {}, nameOf(i));
}

function paperItem(i) {
  const { id, theme, membership, why, phrases } = papers();
  const group = theme[i] === null ? null : groups[theme[i]];
  const facts = [dateOf(i), id[i]].filter(Boolean).join(" · ");
  const reasons = (why[i] ?? []).map((phrase) => phrases[phrase]).join(", ");
  return element("li", { "data-id": id[i] },
    element("p", { class: "title" }, paperTitle(i)),
    element("p", { class: "note" }, facts, " · ",
      group ? themeLink(group) : "in no theme",
      group && membership[i] !== null ? ` ${membership[i]}\u202f%` : "",
      reasons ? ` · ${reasons}` : ""));
}

function showMore() {
  const list = byId("paper-list");
  const next = Array.from(listed.slice(shown, shown + PAGE), paperItem);
  list.append(...next);
  shown += next.length;
  const left = listed.length - shown;
  byId("more").hidden = left === 0;
  byId("more").textContent = `Show ${count(Math.min(PAGE, left))} more of ${count(left)}`;
  return next[0];
}

function buildPapers() {
  const query = byId("query");
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ query: query.value.trim() }, { replace: true }), 120);
  });
  byId("search").addEventListener("submit", (event) => event.preventDefault());
  byId("order").addEventListener("change", (event) => change({ order: event.target.value }, { replace: true }));
  byId("clear").addEventListener("click", () => {
    change({ group: null, query: "", from: null, to: null });
    query.focus();
  });
  byId("more").addEventListener("click", () => {
    // The button may go; the first of the new papers is where the reader goes on.
    const first = showMore();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  });

  const refresh = (now) => {
    listed = found(now);
    shown = 0;
    byId("paper-list").replaceChildren();
    showMore();
    const theme = now.group ? ` in ${now.group.label}` : "";
    const words = now.query ? ` with “${now.query}”` : "";
    byId("papers-status").textContent = `${counted(listed.length, "paper")}${theme}${rangeInWords(now)}${words}`;
    byId("clear").hidden = !now.group && !now.query && !isRange(now);
    byId("order").value = now.order;
    if (query.value.trim() !== now.query) query.value = now.query;
  };
  watch((now, changed) => {
    if (changed.size === 1 && changed.has("sort")) return;
    refresh(now);
  });
}
