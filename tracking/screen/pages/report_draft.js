// The draft of a report: an outline that leads to its sections, figures and sentences that tell when they are clicked.
// Everything that is shown comes as data and is set as text, never as markup.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const frame = parentElement.querySelector(".frame");
  frame.replaceChildren();
  const nav = make("nav", frame), article = make("article", frame);
  nav.setAttribute("aria-label", data.words.outline);
  make("h2", article, data.title);
  const places = {};
  for (const block of data.blocks) {
    if (block.heading) {
      places[block.place] = make(block.heading === 1 ? "h3" : "h4", article, block.text);
      continue;
    }
    const line = make("p", article, "", block.style);
    if (block.place && !places[block.place]) places[block.place] = line;
    for (const sentence of block.sentences) line.appendChild(drawn(sentence, data.words, setTriggerValue));
  }
  for (const entry of data.outline) {
    const button = make("button", nav, entry.title, entry.part ? "part" : "");
    if (entry.weight) make("small", button, entry.weight);
    if (entry.waiting) make("small", button, entry.waiting, "waiting");
    button.onclick = () => places[entry.place]?.scrollIntoView({ behavior: "smooth", block: "center" });
  }
}

function drawn(sentence, words, setTriggerValue) {
  const shown = document.createElement("span");
  if (sentence.key) {
    shown.className = ["sentence", sentence.chosen && "chosen", sentence.struck && "struck"].filter(Boolean).join(" ");
    shown.title = words.edit;
    shown.onclick = () => setTriggerValue("sentence", sentence.key);
  }
  for (const [text, figure] of sentence.pieces) {
    if (!figure) {
      shown.appendChild(document.createTextNode(text));
      continue;
    }
    // no button: a line may not break before the comma behind it
    const link = make("span", shown, text, text.length < 10 ? "figure short" : "figure");
    link.title = words.follow;
    link.tabIndex = 0;
    link.setAttribute("role", "button");
    link.onclick = (event) => {
      event.stopPropagation();
      setTriggerValue("figure", figure);
    };
    link.onkeydown = (event) => event.key === "Enter" && link.onclick(event);
  }
  if (sentence.key) make("button", shown, "✎", "edit").setAttribute("aria-label", words.edit);
  return shown;
}
