// An element below another, with a text that is never markup, and a class.
function make(kind, parent, text, name) {
  const element = document.createElement(kind);
  if (text) element.textContent = text;
  if (name) element.className = name;
  parent.appendChild(element);
  return element;
}

