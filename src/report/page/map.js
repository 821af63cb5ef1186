// The map of the papers on a canvas: it moves, zooms, and tells the titles.

/** The map is drawn for a light page; in a dark one the style turns its colours. */
const INK = "#222222";
const AWAY = "#DCDCDC";
const NONE = "#9A9A9A";
/** From so many papers on, dots are squares, which are drawn faster. */
const MANY = 5000;
/** Distance in px from which a paper is pointed at. */
const NEAR = 12;
const LONGEST_ZOOM = 60;

function buildMap() {
  const canvas = byId("map-canvas");
  const pen = canvas.getContext("2d");
  const title = byId("map-title");
  const { x, y, theme, length } = papers();
  const size = { x: x.reduce((a, b) => Math.max(a, b), 1), y: y.reduce((a, b) => Math.max(a, b), 1) };
  const byTheme = [...themes, null].map(() => []);
  for (let i = 0; i < length; i++) byTheme[theme[i] ?? themes.length].push(i);
  const centres = themes.map((_, t) => densest(byTheme[t], x, y));

  let view = { x: size.x / 2, y: size.y / 2, zoom: 1 };
  let chosen = null;
  let box = { width: 0, height: 0 };
  let awaited = false;

  const scale = () => view.zoom * Math.min(box.width / size.x, box.height / size.y) * 0.94;
  const toScreen = (px, py) => [box.width / 2 + (px - view.x) * scale(), box.height / 2 + (py - view.y) * scale()];
  const redraw = () => {
    if (awaited) return;
    awaited = true;
    requestAnimationFrame(() => { awaited = false; draw(); });
  };

  /** Whether a paper is among those that the reader asked for; the papers of each theme that are, and all others. */
  let active = () => true;
  let asked = byTheme;
  let others = [];
  const setActive = () => {
    if (!state.query && !state.group && !isRange(state)) {
      active = () => true;
      [asked, others] = [byTheme, []];
      return;
    }
    const mask = new Uint8Array(length);
    for (const i of found(state)) mask[i] = 1;
    active = (i) => mask[i] === 1;
    asked = byTheme.map((positions) => positions.filter(active));
    others = byTheme.flatMap((positions) => positions.filter((i) => !active(i)));
  };

  function dots(positions, colour, radius) {
    pen.fillStyle = colour;
    const isMany = length > MANY;
    if (!isMany) pen.beginPath();
    for (const i of positions) {
      const [px, py] = toScreen(x[i], y[i]);
      if (px < -radius || py < -radius || px > box.width + radius || py > box.height + radius) continue;
      if (isMany) {
        pen.fillRect(px - radius, py - radius, 2 * radius, 2 * radius);
      } else {
        pen.moveTo(px + radius, py);
        pen.arc(px, py, radius, 0, 2 * Math.PI);
      }
    }
    if (!isMany) pen.fill();
  }

  function draw() {
    pen.clearRect(0, 0, box.width, box.height);
    const radius = Math.max(length > MANY ? 0.6 : 2.5, Math.min(5, 40 / Math.sqrt(length) * Math.sqrt(view.zoom)));
    pen.globalAlpha = 0.85;
    dots(others, AWAY, radius);
    asked.forEach((positions, t) => dots(positions, themes[t]?.colour ?? NONE, radius));
    pen.globalAlpha = 1;
    if (chosen !== null) ring(chosen, radius + 3);
    labels();
  }

  function ring(i, radius) {
    pen.strokeStyle = INK;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(...toScreen(x[i], y[i]), radius, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** The names of the themes, the chosen one first, then by size, where there is room. */
  function labels() {
    pen.font = "600 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const taken = [];
    const members = state.group?.members ?? [];
    const order = [...members, ...themes.keys()].filter((t) => centres[t]);
    for (const t of new Set(order)) {
      const text = shorten(themes[t].label);
      const width = pen.measureText(text).width + 8;
      const [px, py] = toScreen(...centres[t]);
      const at = Math.min(Math.max(px, width / 2), box.width - width / 2);
      const area = { left: at - width / 2, right: at + width / 2, top: py - 9, bottom: py + 9 };
      const isOff = px < 0 || px > box.width || area.top < 0 || area.bottom > box.height;
      const overlaps = taken.some((other) => area.left < other.right && other.left < area.right
        && area.top < other.bottom && other.top < area.bottom);
      if (isOff || overlaps) continue;
      taken.push(area);
      pen.strokeStyle = "rgba(255, 255, 255, 0.9)";
      pen.lineWidth = 4;
      pen.strokeText(text, at, py);
      pen.fillStyle = members.length && !members.includes(t) ? NONE : INK;
      pen.fillText(text, at, py);
    }
  }

  /** The paper nearest to a place on the screen, if it is near enough. */
  function paperAt(sx, sy, within = NEAR) {
    const s = scale();
    const [mx, my] = [(sx - box.width / 2) / s + view.x, (sy - box.height / 2) / s + view.y];
    let [best, distance] = [null, (within / s) ** 2];
    for (let i = 0; i < length; i++) {
      const d = (x[i] - mx) ** 2 + (y[i] - my) ** 2;
      if (d < distance && active(i)) [best, distance] = [i, d];
    }
    return best;
  }

  function point(i, { aloud = false } = {}) {
    if (i === chosen) return;
    chosen = i;
    title.hidden = i === null;
    canvas.classList.toggle("pointing", i !== null);
    if (i !== null) {
      const group = theme[i] === null ? "in no theme" : themes[theme[i]].label;
      const note = [dateOf(i), group].filter(Boolean).join(" · ");
      title.replaceChildren(element("strong", {}, nameOf(i)), element("span", {}, note));
      const [px, py] = toScreen(x[i], y[i]);
      title.style.left = `${Math.min(Math.max(0, px - 120), Math.max(0, box.width - 240))}px`;
      // Below the paper in the upper half, else above it: never over it.
      const isUpper = py < box.height / 2;
      title.style.top = isUpper ? `${py + 12}px` : "";
      title.style.bottom = isUpper ? "" : `${box.height - py + 12}px`;
      if (aloud) byId("map-status").textContent = `${nameOf(i)}, ${note}`;
    }
    redraw();
  }

  function open(i) {
    if (i !== null && theme[i] !== null) openTheme(groups[theme[i]]);
  }

  /** Zooms so that what is at a place of the screen stays there. */
  function zoom(factor, sx = box.width / 2, sy = box.height / 2) {
    const before = scale();
    view.zoom = Math.min(LONGEST_ZOOM, Math.max(1, view.zoom * factor));
    const after = scale();
    view.x += (sx - box.width / 2) * (1 / before - 1 / after);
    view.y += (sy - box.height / 2) * (1 / before - 1 / after);
    if (view.zoom === 1) view = { x: size.x / 2, y: size.y / 2, zoom: 1 };
    point(null);
    redraw();
  }

  function move(dx, dy) {
    view.x = Math.min(size.x, Math.max(0, view.x - dx / scale()));
    view.y = Math.min(size.y, Math.max(0, view.y - dy / scale()));
    redraw();
  }

  const fingers = new Map();
  let travelled = 0;
  const place = (event) => {
    const rectangle = canvas.getBoundingClientRect();
    return [event.clientX - rectangle.left, event.clientY - rectangle.top];
  };
  const span = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, place(event));
    canvas.setPointerCapture(event.pointerId);
    travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [sx, sy] = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      point(paperAt(sx, sy));
      return;
    }
    const spanBefore = fingers.size === 2 ? span() : 0;
    fingers.set(event.pointerId, [sx, sy]);
    travelled += Math.hypot(sx - before[0], sy - before[1]);
    if (fingers.size === 2) {
      if (spanBefore > 0) zoom(span() / spanBefore, sx, sy);
    } else if (travelled > 4) {
      point(null);
      move(sx - before[0], sy - before[1]);
    }
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    if (event.type === "pointerup" && travelled <= 4) {
      const i = paperAt(...place(event));
      if (event.pointerType === "mouse" || i === chosen) open(i);
      else point(i);
    }
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { if (fingers.size === 0) point(null); });
  canvas.addEventListener("dblclick", (event) => zoom(2, ...place(event)));
  canvas.addEventListener("wheel", (event) => {
    // A plain wheel scrolls the page.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), ...place(event));
  }, { passive: false });
  byId("zoom-in").addEventListener("click", () => zoom(1.6));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  byId("zoom-all").addEventListener("click", () => zoom(0));

  /** The nearest paper in a direction: ahead rather than aside. */
  function neighbour(from, [dx, dy]) {
    let [best, least] = [from, Infinity];
    for (let i = 0; i < length; i++) {
      const [ox, oy] = [x[i] - x[from], y[i] - y[from]];
      const ahead = ox * dx + oy * dy;
      const aside = Math.abs(ox * dy) + Math.abs(oy * dx);
      if (ahead <= 0 || aside > 2 * ahead || !active(i)) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [best, least] = [i, cost];
    }
    return best;
  }
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && event.shiftKey) move(-40 * arrow[0], -40 * arrow[1]);
    else if (arrow) {
      const next = chosen === null ? paperAt(box.width / 2, box.height / 2, Infinity) : neighbour(chosen, arrow);
      if (next === null) return;
      const [px, py] = toScreen(x[next], y[next]);
      if (px < 0 || py < 0 || px > box.width || py > box.height) [view.x, view.y] = [x[next], y[next]];
      point(next, { aloud: true });
    } else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(1 / 1.6);
    else if (event.key === "0") zoom(0);
    else if (event.key === "Enter") open(chosen);
    else if (event.key === "Escape") point(null);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => point(null));

  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    box = { width, height };
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    pen.setTransform(density, 0, 0, density, 0, 0);
    draw();
  }).observe(canvas);
  watch((_, changed) => {
    if (["group", "query", "from", "to"].some((name) => changed.has(name))) {
      setActive();
      redraw();
    }
  });
  setActive();
}

/** The middle of the papers in the part of the map that has most of them, or null without any. */
function densest(positions, x, y) {
  const CELL = 200;
  const cells = new Map();
  for (const i of positions) {
    const key = Math.floor(x[i] / CELL) * 1000 + Math.floor(y[i] / CELL);
    const cell = cells.get(key) ?? { n: 0, x: 0, y: 0 };
    cell.n += 1;
    cell.x += x[i];
    cell.y += y[i];
    cells.set(key, cell);
  }
  let most = null;
  for (const cell of cells.values()) if (!most || cell.n > most.n) most = cell;
  return most && [most.x / most.n, most.y / most.n];
}

function shorten(label) {
  return label.length > 32 ? `${label.slice(0, 31)}…` : label;
}
