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

// A chart as a picture with what it needs to stand alone: the page's title, its day and coverage, and the chart's own title.
function picture(chart) {
  const drawn = [...chart.querySelectorAll(".main-svg")];
  const { width, height } = drawn[0].getBoundingClientRect();
  const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const head = [document.querySelector("h1"), document.querySelector(".st-key-page_about")].map((one) => one?.innerText.trim() ?? "");
  const set = (element, values) => { for (const [name, value] of Object.entries(values)) element.setAttribute(name, value); return element; };
  set(whole, { xmlns: whole.namespaceURI, width, height: height + 48, viewBox: `0 0 ${width} ${height + 48}` });
  const add = (kind, values, text) => {
    const element = whole.appendChild(set(document.createElementNS(whole.namespaceURI, kind), values));
    if (text) element.textContent = text;
    return element;
  };
  add("rect", { width, height: height + 48, fill: "#ffffff" });
  const font = getComputedStyle(document.body).fontFamily;
  add("text", { x: 8, y: 19, "font-size": 14, "font-weight": 600, fill: "#1d2b28", "font-family": font }, head[0]);
  add("text", { x: 8, y: 37, "font-size": 11, fill: "#56635f", "font-family": font }, head[1]);
  const body = add("g", { transform: "translate(0 48)" });
  for (const one of drawn) for (const child of one.children) body.appendChild(child.cloneNode(true));
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

function offerPictures(words) {
  for (const chart of document.querySelectorAll('[data-testid="stPlotlyChart"]')) {
    if (chart.querySelector(".pictures") || !chart.querySelector(".main-svg")) continue;
    chart.style.position = "relative";
    const bar = document.createElement("div");
    bar.className = "pictures";
    for (const kind of ["png", "svg"]) {
      const button = bar.appendChild(document.createElement("button"));
      button.textContent = kind.toUpperCase();
      button.title = words[kind];
      button.onclick = () => savePicture(chart, kind);
    }
    chart.appendChild(bar);
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
  setInterval(() => offerPictures(state.pictures), 700);
}

export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.toggleAttribute("data-big", data.big);
  if (data.big) document.documentElement.dataset.big = "1";
  state.pictures = data.pictures;
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
