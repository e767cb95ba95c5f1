// Enterprises as cards in columns, a column for each step. A card is chosen with a click or Enter and moved by dragging it, or with
// Shift and an arrow; the arrows alone go from card to card. Everything that is shown comes as data and is set as text.
function cardsOf(column) {
  return [...column.querySelectorAll(".card")];
}

function neighbour(columns, card, key) {
  const column = card.parentElement;
  const place = cardsOf(column).indexOf(card);
  if (key === "ArrowDown") return cardsOf(column)[place + 1];
  if (key === "ArrowUp") return cardsOf(column)[place - 1];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let at = columns.indexOf(column) + step; at >= 0 && at < columns.length; at += step) {
    const there = cardsOf(columns[at]);
    if (there.length) return there[Math.min(place, there.length - 1)];
  }
  return undefined;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  frame.replaceChildren();
  const board = make("div", frame, "", "columns");
  const columns = data.columns.map((told) => {
    const column = make("section", board, "", told.count ? "column" : "column empty");
    column.setAttribute("aria-label", told.title);
    const head = make("h2", column, told.title);
    make("small", head, told.counted);
    return column;
  });
  const move = (unit, place) => {
    if (data.moves && place >= 0 && place < data.columns.length)
      setTriggerValue("moved", { unit, step: data.columns[place].step });
  };
  let held = null;
  for (const told of data.cards) {
    const place = data.columns.findIndex((column) => column.step === told.step);
    const card = make("button", columns[place], "", ["card", ...told.marks].join(" "));
    card.draggable = data.moves;
    card.dataset.unit = told.unit;
    card.setAttribute("aria-pressed", String(told.unit === data.chosen));
    make("strong", card, told.name);
    for (const line of told.lines) make("span", card, line);
    if (told.warning) make("em", card, told.warning);
    card.onclick = () => setTriggerValue("chosen", told.unit);
    card.onkeydown = (event) => {
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      if (event.shiftKey && ["ArrowLeft", "ArrowRight"].includes(event.key))
        move(told.unit, place + (event.key === "ArrowRight" ? 1 : -1));
      else neighbour(columns, card, event.key)?.focus();
    };
    card.ondragstart = (event) => {
      held = { unit: told.unit, place };
      event.dataTransfer.setData("text/plain", told.name);
      card.classList.add("dragged");
    };
    card.ondragend = () => card.classList.remove("dragged");
  }
  columns.forEach((column, place) => {
    column.ondragover = (event) => {
      if (!held) return;
      event.preventDefault();
      column.classList.add("over");
    };
    column.ondragleave = () => column.classList.remove("over");
    column.ondrop = (event) => {
      event.preventDefault();
      column.classList.remove("over");
      if (held && held.place !== place) move(held.unit, place);
      held = null;
    };
  });
  make("p", frame, data.hint, "hint");
}
