// What Streamlit says by itself, in the language of the page: its own words are English wherever they stand.
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
const NEVER = "script, style, textarea, [data-testid='stIconMaterial'], [contenteditable]";
const state = (window.unionFrame ??= { words: new Map(), patterns: [] });

function learn(words) {
  state.words = new Map(Object.entries(words));
  state.patterns = [];
  for (const [said, wanted] of state.words) {
    if (!said.includes("{}")) continue;
    const [before, after] = said.split("{}");
    state.patterns.push([before, after, wanted]);
  }
}

function inOurWords(text) {
  const said = text.trim();
  if (!said) return null;
  const known = state.words.get(said);
  if (known) return text.replace(said, known);
  for (const [before, after, wanted] of state.patterns)
    if (said.startsWith(before) && said.endsWith(after) && said.length > before.length + after.length)
      return wanted.replace("{}", said.slice(before.length, said.length - after.length));
  return null;
}

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.parentElement?.closest(NEVER)) return;
    const wanted = inOurWords(node.nodeValue);
    if (wanted !== null && wanted !== node.nodeValue) node.nodeValue = wanted;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("script, style")) return;
  for (const name of ATTRIBUTES) {
    const said = node.getAttribute(name), wanted = said && inOurWords(said);
    if (wanted && wanted !== said) node.setAttribute(name, wanted);
  }
  node.childNodes.forEach(translate);
}

// In a meeting the arrow keys lead from page to page, the way a chair tells it.
const WAY = ["", "formation", "contracts", "assistance", "training", "other", "compare", "lagging"];

function turnPage(event) {
  const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  if (!step || event.target.closest("input, textarea, select, [role='radiogroup'], [role='listbox'], canvas")) return;
  const links = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')];
  const page = (address) => new URL(address).pathname.split("/").at(-1);
  const next = WAY[WAY.indexOf(page(location.href)) + step];
  links.find((link) => page(link.href) === next)?.click();
}

const SVG = "http://www.w3.org/2000/svg";
const set = (element, values) => { for (const [name, value] of Object.entries(values)) element.setAttribute(name, value); return element; };
const add = (parent, kind, values, text) => {
  const element = parent.appendChild(set(document.createElementNS(SVG, kind), values));
  if (text) element.textContent = text;
  return element;
};

// The lines of a text as they stand on the screen, each with its box.
function linesOf(text) {
  const lines = [], range = document.createRange(), { overflow } = getComputedStyle(text.parentElement);
  const end = overflow === "hidden" ? text.parentElement.getBoundingClientRect().right + 1 : Infinity;
  for (let place = 0; place < text.length; place++) {
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    const box = range.getBoundingClientRect(), last = lines.at(-1);
    if (!box.width) continue;
    if (box.right > end) {
      last.text = `${last.text.slice(0, -1)}…`;
      break;
    }
    if (last && Math.abs(last.box.y - box.y) < 3) last.text += text.data[place];
    else lines.push({ box, text: text.data[place] });
  }
  return lines;
}

// What is drawn of boxes and texts (the overview's list), as a drawing.
function trace(node, from, parent) {
  if (node.nodeType === Node.TEXT_NODE) {
    const { color, fontSize, fontWeight, fontFamily } = getComputedStyle(node.parentElement);
    for (const { box, text } of linesOf(node))
      add(parent, "text", { x: box.x - from.x, y: box.y - from.y + box.height * 0.78, fill: color, "font-size": fontSize, "font-weight": fontWeight, "font-family": fontFamily }, text);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  if (style.display === "none" || !box.width) return;
  const [x, y] = [box.x - from.x, box.y - from.y];
  if (node instanceof SVGElement) {
    const copy = set(node.cloneNode(true), { x, y, width: box.width, height: box.height });
    [...node.children].forEach((child, number) => {
      const { fill, stroke, strokeWidth } = getComputedStyle(child);
      set(copy.children[number], { fill, stroke, "stroke-width": strokeWidth });
    });
    return parent.appendChild(copy);
  }
  if (style.backgroundColor !== "rgba(0, 0, 0, 0)")
    add(parent, "rect", { x, y, width: box.width, height: box.height, fill: style.backgroundColor });
  node.childNodes.forEach((child) => trace(child, from, parent));
}

// A chart as a picture with what it needs to stand alone: the page's title, its day and coverage, and the chart's own title.
function picture(chart) {
  const drawn = [...chart.querySelectorAll(".main-svg")];
  const box = (drawn[0] ?? chart).getBoundingClientRect(), [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  const whole = document.createElementNS(SVG, "svg");
  const head = [document.querySelector("h1"), document.querySelector(".st-key-page_about")].map((one) => one?.innerText.trim() ?? "");
  set(whole, { xmlns: SVG, width, height: height + 48, viewBox: `0 0 ${width} ${height + 48}` });
  add(whole, "rect", { width, height: height + 48, fill: "#ffffff" });
  const font = getComputedStyle(document.body).fontFamily;
  add(whole, "text", { x: 8, y: 19, "font-size": 14, "font-weight": 600, fill: "#1d2b28", "font-family": font }, head[0]);
  add(whole, "text", { x: 8, y: 37, "font-size": 11, fill: "#56635f", "font-family": font }, head[1]);
  const body = add(whole, "g", { transform: "translate(0 48)" });
  for (const one of drawn) for (const child of one.children) body.appendChild(child.cloneNode(true));
  if (!drawn.length) chart.childNodes.forEach((child) => trace(child, box, body));
  return { text: new XMLSerializer().serializeToString(whole), width, height: height + 48, name: `${head[0] || "chart"}.`.replace(/[\\/:*?"<>|]/g, " ") };
}

function save(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

function savePicture(chart, kind) {
  const { text, width, height, name } = picture(chart);
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  if (kind === "svg") return save(address, `${name}svg`);
  const image = new Image(), canvas = document.createElement("canvas");
  image.onload = () => {
    [canvas.width, canvas.height] = [width * 2, height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
    save(canvas.toDataURL("image/png"), `${name}png`);
  };
  image.src = address;
}

// The two buttons that save a chart, put into a place.
function pictureButtons(chart, place) {
  const bar = document.createElement("div");
  bar.className = "pictures";
  for (const kind of ["png", "svg"]) {
    const button = bar.appendChild(document.createElement("button"));
    button.textContent = kind.toUpperCase();
    button.title = state.pictures[kind];
    button.onclick = () => savePicture(chart, kind);
  }
  place.appendChild(bar);
}

function offerPictures() {
  for (const chart of document.querySelectorAll('[data-testid="stPlotlyChart"]')) {
    if (chart.querySelector(".pictures") || !chart.querySelector(".main-svg")) continue;
    chart.style.position = "relative";
    pictureButtons(chart, chart);
  }
}

// The first cell of a table leads on by a click; Enter on a cell that the arrow keys chose is made such a click.
const HEADING = 31;

function openRow(event) {
  const canvas = event.key === "Enter" && event.target.closest?.("canvas[data-testid='data-grid-canvas']");
  const cell = canvas && canvas.querySelector("td[aria-colindex='1'][aria-selected='true'][aria-readonly='true']");
  if (!cell) return;
  const scroller = canvas.closest(".stDataFrame").querySelector(".dvn-scroller"), box = canvas.getBoundingClientRect();
  const rows = canvas.querySelector("table").ariaRowCount - 1, row = cell.parentElement.ariaRowIndex - 2;
  const height = (scroller.scrollHeight - HEADING) / rows;
  const at = { clientX: box.x + 60, clientY: box.y + HEADING + (row + 0.5) * height - scroller.scrollTop };
  const place = document.elementFromPoint(at.clientX, at.clientY);
  for (const kind of ["pointermove", "mousemove", "pointerdown", "mousedown", "pointerup", "mouseup", "click"])
    place?.dispatchEvent(new PointerEvent(kind, { ...at, bubbles: true, cancelable: true, view: window, detail: 1 }));
}

function act(event) {
  if (event.target.closest?.(".st-key-print_page button")) setTimeout(() => window.print(), 400);
}

function begin() {
  document.addEventListener("click", act, true);
  document.addEventListener("keydown", openRow, true);
  document.addEventListener("keydown", (event) => document.documentElement.dataset.big && turnPage(event));
  setInterval(offerPictures, 700);
}

export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.toggleAttribute("data-big", data.big);
  if (data.big) document.documentElement.dataset.big = "1";
  Object.assign(state, { pictures: data.pictures, pictureButtons });
  state.begun ??= (begin(), true);
  learn(data.words);
  translate(document.body);
  state.observer?.disconnect();
  if (!state.words.size) return;
  state.observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else if (change.type === "characterData") translate(change.target);
      else {
        const said = change.target.getAttribute(change.attributeName), wanted = said && inOurWords(said);
        if (wanted && wanted !== said) change.target.setAttribute(change.attributeName, wanted);
      }
    }
  });
  state.observer.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
}
