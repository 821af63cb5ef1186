// The table of themes: sorted by any column, counted over the chosen periods.

const VERDICTS = ["emerging", "growing", "steady", "declining", "too few"];

function buildThemes() {
  const body = document.querySelector("#themes tbody");
  const rows = [...body.rows].map((row) => ({
    row,
    theme: themes[Number(row.dataset.theme)],
    papers: row.querySelector(".papers"),
    share: row.querySelector(".share"),
    link: row.querySelector("a"),
  }));
  for (const { row, theme, link } of rows) {
    const choose = (event) => {
      // With these keys a link opens a tab of its own.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openTheme(groupOf.get(theme.id));
    };
    link.addEventListener("click", choose);
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a") && String(getSelection()) === "") choose(event);
    });
  }

  if (broad.length) {
    const links = broad.flatMap(({ id, n }, i) => [i ? ", " : "", themeLink(groupOf.get(id)), ` (${count(n)})`]);
    byId("themes").append(element("p", { class: "note" }, "Broad themes: ", ...links, "."));
  }

  const heads = [...document.querySelectorAll("#themes th[data-sort]")];
  for (const head of heads) {
    const { sort } = head.dataset;
    const button = element("button", { type: "button" }, ...head.childNodes);
    button.addEventListener("click", () => {
      // Words begin with the first, numbers with the largest; the second click turns them round.
      const usual = sort === "label" || sort === "verdict" ? sort : `-${sort}`;
      const other = usual === sort ? `-${sort}` : sort;
      change({ sort: state.sort === usual ? other : usual }, { replace: true });
    });
    head.append(button);
  }

  const numbers = ({ theme }) => {
    if (!isRange(state)) return { n: theme.n, share: theme.share };
    const [n, all] = [sumOver(state, theme.counts), sumOver(state, periods.n)];
    return { n, share: all ? n / all : null };
  };
  const keys = {
    label: ({ theme }) => plain(theme.label),
    papers: (row) => numbers(row).n,
    share: (row) => numbers(row).share,
    verdict: ({ theme }) => VERDICTS.indexOf(theme.verdict),
    growth: ({ theme }) => (theme.verdict === "too few" ? null : theme.growth),
  };

  watch((now, changed) => {
    if (["from", "to"].some((name) => changed.has(name))) {
      for (const row of rows) {
        const { n, share } = numbers(row);
        row.papers.textContent = count(n);
        row.share.textContent = share === null ? "" : percent(share);
      }
    }
    if (changed.has("group")) {
      for (const { row, theme, link } of rows) {
        const isChosen = now.group?.id === theme.id;
        row.classList.toggle("chosen", isChosen);
        if (isChosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
    if (changed.has("sort") || changed.has("from") || changed.has("to")) {
      const column = now.sort.replace("-", "");
      const sign = now.sort.startsWith("-") ? -1 : 1;
      const keyed = rows.map((row, i) => ({ row, i, key: keys[column](row) }));
      keyed.sort((a, b) => {
        // What has no value comes last in either direction.
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.i - b.i;
        return sign * ((a.key > b.key) - (a.key < b.key)) || a.i - b.i;
      });
      const focused = document.activeElement;
      body.append(...keyed.map(({ row }) => row.row));
      if (body.contains(focused)) focused.focus();
      for (const head of heads) {
        if (head.dataset.sort === column) {
          head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        } else {
          head.removeAttribute("aria-sort");
        }
      }
    }
  });
}
