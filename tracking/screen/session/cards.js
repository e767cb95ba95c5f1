// Enterprises as cards for a phone: the name leads to its page, the number dials. Everything is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ul");
  list.replaceChildren();
  data.cards.forEach((card, number) => {
    const entry = make("li", list);
    const name = make("button", entry, card.name, "name");
    name.onclick = () => setTriggerValue("open", number);
    for (const line of card.lines) make("p", entry, line);
    if (!card.phone) return;
    const call = make("a", entry, `☎ ${card.phone}`, "call");
    call.href = `tel:${card.phone.replace(/[^+0-9]/g, "")}`;
  });
}
