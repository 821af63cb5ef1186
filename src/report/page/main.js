// Everything is put together: what is seen first, first.

document.documentElement.classList.add("has-script");
buildPeriods();
buildThemes();
buildDetail();
addEventListener("hashchange", readAddress);
addEventListener("popstate", readAddress);
for (const watcher of watchers) watcher(state, new Set(["from", "to"]));
afterPaint(() => {
  buildPapers();
  buildMap();
  readAddress();
  for (const watcher of watchers) watcher(state, new Set(["query"]));
  if (state.group) showDetail();
  document.documentElement.dataset.ready = "true";
});
