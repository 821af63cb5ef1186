// Small helpers to build the page. Texts from papers are only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An element of the page; attributes that start with "on" are listeners. */
function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A count with narrow spaces between thousands, which no line breaks. */
function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function counted(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** A share, 0 to 1, as a percentage. */
function percent(share) {
  if (share > 0 && share < 0.0005) return "<\u202f0.1\u202f%";
  if (share < 1 && share >= 0.9995) return ">\u202f99.9\u202f%";
  return `${(100 * share).toFixed(1)}\u202f%`;
}

/** Calls `work` when the page has been painted. */
function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work));
}
