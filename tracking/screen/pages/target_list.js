// The targets of a unit: a verdict, tiles that narrow the list, a row for each target, and what needs attention.
// Everything that is shown comes as data and is set as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

function lead(element, event, value, setTriggerValue, href) {
  if (href) element.href = href;
  element.onclick = (click) => {
    if (click.ctrlKey || click.metaKey || click.shiftKey) return; // a new tab, as with any link
    click.preventDefault();
    setTriggerValue(event, value);
  };
}

// Last year in grey, this year in colour, a point at each quarter's end.
function path(parent, lines, words) {
  const [wide, high] = [56, 18];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const place = (value, quarter) => [3 + (quarter * (wide - 6)) / 3, high - 3 - value * (high - 6)];
  lines.forEach((line, year) => {
    const points = line.map((value, quarter) => (value === null ? null : place(value, quarter))).filter(Boolean);
    const drawn = document.createElementNS(SVG, "polyline");
    drawn.setAttribute("points", points.map((point) => point.join(",")).join(" "));
    drawn.setAttribute("class", year ? "now" : "then");
    svg.appendChild(drawn);
    if (!points.length || !year) return;
    const end = document.createElementNS(SVG, "circle");
    const [x, y] = points.at(-1);
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: 2.2, class: "now" })) end.setAttribute(name, value);
    svg.appendChild(end);
  });
  parent.appendChild(svg);
}

function bar(parent, row) {
  const track = make("span", make("span", parent, "", "bar"), "", "track");
  track.style.width = `${row.track * 100}%`;
  const done = make("span", track.parentElement, "", "done");
  done.style.width = `${row.bar * 100}%`;
  done.style.background = row.colour;
  if (row.tick !== null) make("span", track.parentElement, "", "tick").style.left = `${row.tick * 100}%`;
}

function drawRow(parent, row, words, setTriggerValue) {
  const line = make("div", parent, "", row.group ? "row first" : "row");
  line.dataset.status = row.of;
  line.setAttribute("role", "row");
  line.title = row.hover;
  const cell = (name, text) => {
    const found = make("span", line, text, name);
    found.setAttribute("role", "cell");
    return found;
  };
  cell("group", row.group);
  const name = make("a", cell("name"), row.name);
  lead(name, "target", row.key, setTriggerValue, row.href);
  const drawn = cell("graph");
  bar(drawn, row);
  drawn.onclick = () => setTriggerValue("target", row.key);
  cell("status", row.status).style.color = row.ink;
  const done = make("a", cell("figure"), row.done);
  lead(done, "figure", row.figure, setTriggerValue, row.href);
  done.title = words.follow;
  cell("due", row.due);
  cell("gap", row.gap).style.color = row.ink;
  cell("completion", row.completion);
  cell("coverage", row.coverage);
  const trend = cell("trend");
  if (row.path) path(trend, row.path, words.path);
}

function drawTiles(parent, data, setTriggerValue) {
  const tiles = make("div", parent, "", "tiles");
  let chosen = null;
  for (const tile of data.tiles) {
    const button = make("button", tiles);
    make("span", button, tile.label, "label");
    make("strong", button, tile.value);
    make("small", button, tile.detail);
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => {
      if (tile.page) return setTriggerValue("page", tile.page);
      chosen = chosen === tile ? null : tile;
      for (const other of tiles.children) other.setAttribute("aria-pressed", String(other === button && chosen !== null));
      for (const row of parent.querySelectorAll(".row[data-status]"))
        row.classList.toggle("faint", chosen !== null && !chosen.statuses.includes(row.dataset.status));
    };
  }
}

// The page's frame draws the buttons that save a picture; on the first page it may come later than the list.
function offerPictures(list, place) {
  const { pictureButtons } = window.unionFrame ?? {};
  if (pictureButtons) pictureButtons(list, place);
  else setTimeout(() => place.isConnected && offerPictures(list, place), 300);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  frame.replaceChildren();
  frame.className = data.paper ? "frame paper" : "frame";
  if (data.verdict) make("p", frame, data.verdict, "verdict");
  if (data.tiles.length) drawTiles(frame, data, setTriggerValue);
  const body = make("div", frame, "", "body");
  const list = make("div", body, "", "list");
  list.setAttribute("role", "table");
  list.setAttribute("aria-label", data.title);
  const head = make("div", list, "", "row head");
  head.setAttribute("role", "row");
  for (const name of ["group", "graph", "status", "figure", "due", "gap", "completion", "coverage", "trend"]) {
    const cell = make("span", head, data.words[name], name);
    cell.setAttribute("role", "columnheader");
    cell.title = data.help[name] ?? "";
  }
  for (const row of data.rows) drawRow(list, row, data.words, setTriggerValue);
  const side = make("aside", body);
  make("h2", side, data.words.attention);
  data.attention.forEach((sentence, number) => {
    const entry = make("p", side);
    lead(make("a", entry, sentence.start), "attention", number, setTriggerValue, sentence.href);
    make("span", entry, sentence.rest);
  });
  for (const text of data.notes) make("p", side, text, "note");
  offerPictures(list, side);
}
