"""The small language of templates: fields, loops over lists, conditions. Everything else is told, with the text around it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from docx.oxml.ns import qn
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from tracking.language import _
from tracking.report.township_template.fields import FIELDS, ROW_FIELDS, ROWS, SECTION_OF

KNOWN_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
LOOP_FIELDS = ("index", "first", "last")
LONGEST_TEXT, MOST_TAGS = 20_000_000, 1000
TAG = re.compile(r"\{\{(?P<field>.{0,200}?)\}\}|\{%(?P<word>.{0,200}?)%\}|\{#.{0,500}?#\}", re.DOTALL)
WIDE_BRACES = re.compile(r"｛[｛{%％]|\{[｛％]|｝[｝}]|\}｝|\{%.{0,200}?(?:[%％]｝|％\})")
WIDE_SIGNS = re.compile("[（）［］｛｝“”‘’＂＇，．。；＝％]")
NARROW = str.maketrans("（）［］｛｝“”‘’＂＇，．。；＝％", "()[]{}\"\"''\"',..;=%")
STATEMENT = re.compile(r"(?:(?P<kind>p|tr) )?\s*(?P<word>for|if|elif|else|endfor|endif)\b(?P<rest>.*)", re.DOTALL)
WHOLE = {"for": "{{% for{} %}}{{% endfor %}}", "if": "{{% if{} %}}{{% endif %}}", "elif": "{{% if{} %}}{{% endif %}}"}
BEGINS = {"endfor": "for", "endif": "if", "else": "if", "elif": "if"}


class _Bounded(Template):
    """A template that stops once what it writes gets too long."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        written, length = [], 0
        for piece in self.generate(*args, **kwargs):
            written.append(piece)
            length += len(piece)
            if length > LONGEST_TEXT:
                raise TemplateError("too long")
        return "".join(written)


class _Environment(SandboxedEnvironment):
    """Jinja without filters, tests and functions, that reads nothing but the small language, and computes nothing."""

    template_class = _Bounded

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        for offered in (self.filters, self.tests, self.globals):
            offered.clear()

    def from_string(self, source: str | nodes.Template, *args: Any, **kwargs: Any) -> Template:
        refuse_strange(self.parse(source) if isinstance(source, str) else source)
        return super().from_string(source, *args, **kwargs)


def refuse_strange(tree: nodes.Template) -> None:
    """Raise TemplateSyntaxError for anything beyond the small language (before Jinja works out 9 ** 9 ** 9)."""
    for node in tree.find_all(nodes.Node):
        nested = isinstance(node, nodes.For) and (node.recursive or next(node.find_all(nodes.For), None))
        hidden = isinstance(node, nodes.Getattr) and (
            not isinstance(node.node, nodes.Name) or node.attr.startswith("_")
        )
        if nested or hidden or not isinstance(node, KNOWN_NODES):
            raise TemplateSyntaxError(type(node).__name__, node.lineno)


ENVIRONMENT = _Environment()


@dataclass
class _Open:
    """A loop or condition that has begun: its word, p or tr, what it must end in, and the tag with the text around it."""

    word: str
    kind: str | None
    place: etree._Element | None
    tag: str
    around: str
    variable: str | None = None
    of: str | None = None


@dataclass
class Reading:
    """What was found in a template: its faults in order, the fields it uses."""

    faults: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def read_tags(roots: Iterable) -> Reading:
    """Read every paragraph of these parts."""
    reader = _Reader()
    for root in roots:
        reader.part(root)
    if reader.tags > MOST_TAGS:
        return Reading([_("There are more than {limit} fields in the file.", limit=MOST_TAGS)])
    return Reading(list(dict.fromkeys(reader.faults)), reader.used)


def own_text(paragraph: etree._Element) -> str:
    """The text of a paragraph without that of text boxes inside it."""
    inside = qn("w:p")
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(inside)) is paragraph)


class _Reader:
    def __init__(self) -> None:
        self.faults: list[str] = []
        self.used: set[str] = set()
        self.open: list[_Open] = []
        self.tags = 0

    def part(self, root: etree._Element) -> None:
        for paragraph in root.iter(qn("w:p")):
            text = own_text(paragraph)
            if any(sign in text for sign in "{}｛｝") and self.tags <= MOST_TAGS:
                self._paragraph(paragraph, text)
        for begun in self.open:
            self._fault(_("“{where}”: {tag} has no end.", where=begun.around, tag=begun.tag))
        self.open = []

    def _fault(self, sentence: str) -> None:
        self.faults.append(sentence)

    def _paragraph(self, paragraph: etree._Element, text: str) -> None:
        """Read the tags of a paragraph; full-width signs are told once, then taken for what they were meant to be."""
        if wide := WIDE_BRACES.search(text):
            where, right = around_of(text, wide), "{{ 标题 }}"
            self._fault(_("“{where}”: type the braces in half-width letters, as in {right}.", where=where, right=right))
        meant = text.translate(str.maketrans("｛｝％", "{}%")) if wide else text
        for tag in TAG.finditer(meant):
            self.tags += 1
            if tag["field"] is not None or tag["word"] is not None:
                self._tag(paragraph, text, tag)
        if left := re.search(r"\{[{%#]|\}\}", TAG.sub(lambda tag: "\0" * len(tag[0]), meant)):
            where = around_of(text, left)
            self._fault(_("“{where}”: a field begins or ends here, and its other half is missing.", where=where))

    def _tag(self, paragraph: etree._Element, text: str, tag: re.Match) -> None:
        around, inside = around_of(text, tag), tag["field"] if tag["field"] is not None else tag["word"]
        if wide := "".join(dict.fromkeys(WIDE_SIGNS.findall(inside))):
            self._fault(_("“{where}”: type {signs} in half-width letters inside a field.", where=around, signs=wide))
            inside = inside.translate(NARROW)
        statement = STATEMENT.fullmatch(inside.rstrip()) if tag["word"] is not None else None
        if tag["word"] is not None and not statement:
            self._not_understood(around, tag[0])
        elif statement:
            self._statement(paragraph, text, tag[0], around, statement)
        elif tree := self._parsed("{{" + inside + "}}", around, tag[0]):
            self._printed(tree, around, tag[0])

    def _not_understood(self, around: str, tag: str) -> None:
        self._fault(_("“{where}”: {tag} cannot be understood; only fields, for and if are.", where=around, tag=tag))

    def _parsed(self, source: str, around: str, tag: str) -> nodes.Template | None:
        try:
            tree = ENVIRONMENT.parse(source)
            refuse_strange(tree)
            return tree
        except (TemplateError, RecursionError):
            self._not_understood(around, tag)
            return None

    def _statement(self, paragraph: etree._Element, text: str, tag: str, around: str, said: re.Match) -> None:
        word, kind, place = said["word"], said["kind"], None
        if kind:
            row = next(paragraph.iterancestors(qn("w:tr")), None) if kind == "tr" else None
            whole = text if row is None else "".join(t.text or "" for t in row.iter(qn("w:t")))
            place = paragraph.getparent() if kind == "p" else row.getparent() if row is not None else None
            if whole.translate(NARROW).strip() != tag.translate(NARROW) or place is None:
                self._fault(
                    _(
                        "“{where}”: {tag} must stand alone, with p in a paragraph, with tr in a table row.",
                        where=around,
                        tag=tag,
                    )
                )
        place = place if kind else paragraph
        begun = self._begun(word, kind, place, tag, around)
        tree = self._parsed(WHOLE[word].format(said["rest"]), around, tag) if word in WHOLE else None
        if begun and word == "for":
            loop = tree.body[0] if tree else None
            if isinstance(loop, nodes.For):
                self._loop(loop, around, begun)
            else:  # what stands in a loop that is not understood is not told as well
                begun.variable, begun.of = (said["rest"].split() or ["?"])[0], "?"
        elif tree:
            self._names(tree, around)

    def _begun(self, word: str, kind: str | None, place: etree._Element | None, tag: str, around: str) -> _Open | None:
        """Open a loop or condition, or see whether what goes on or ends here began in the same way."""
        if word in ("for", "if"):
            self.open.append(_Open(word, kind, place, tag, around))
            return self.open[-1]
        wanted = BEGINS[word]
        if not self.open or self.open[-1].word not in ((wanted, "for") if word == "else" else (wanted,)):
            self._fault(_("“{where}”: {tag} has no beginning.", where=around, tag=tag))
            return None
        begun = self.open.pop() if word.startswith("end") else self.open[-1]
        if begun.kind != kind or begun.place is not place:
            self._fault(
                _("“{where}”: {tag} and {begin} must stand in one paragraph, or both have p, or both tr.",
                  where=around, tag=tag, begin=begun.tag)
            )  # fmt: skip
        return None

    def _loop(self, loop: nodes.For, around: str, begun: _Open) -> None:
        if any(other.of for other in self.open):
            self._fault(_("“{where}”: a loop cannot stand inside a loop.", where=around))
        of = loop.iter.name if isinstance(loop.iter, nodes.Name) else ""
        if of in FIELDS and of != ROWS and of not in SECTION_OF:
            self._fault(_("“{where}”: {name} is one text, no list.", where=around, name=of))
        elif of not in FIELDS:
            self._unknown(of or "?", FIELDS, around)
        self.used.add(of)
        begun.variable, begun.of = getattr(loop.target, "name", None), of or "?"
        if loop.test is not None:
            self._names(loop.test, around)

    def _printed(self, tree: nodes.Template, around: str, tag: str) -> None:
        shown = [node for output in tree.find_all(nodes.Output) for node in output.nodes]
        if len(shown) != 1 or not isinstance(shown[0], nodes.Name | nodes.Getattr):
            self._not_understood(around, tag)
            return
        name = shown[0].name if isinstance(shown[0], nodes.Name) else None
        if name == ROWS or self._variables().get(name or "") == ROWS:
            example = "{%tr for 行 in 指标 %} {{ 行.指标 }} {%tr endfor %}"
            self._fault(
                _("“{where}”: {name} stands for a whole table: {example}.", where=around, name=name, example=example)
            )
            return
        self._names(tree, around)

    def _variables(self) -> dict[str, str]:
        return {begun.variable: begun.of for begun in self.open if begun.variable and begun.of}

    def _names(self, tree: nodes.Node, around: str) -> None:
        """Tell every name that is no field, no variable of the loop, and no part of either."""
        variables, parts = self._variables(), set()
        for node in _all(tree, nodes.Getattr):
            parts.add(id(node.node))
            owner = node.node.name if isinstance(node.node, nodes.Name) else "…"
            offered = (
                ROW_FIELDS if variables.get(owner) == ROWS else LOOP_FIELDS if owner == "loop" and variables else ()
            )
            if node.attr not in offered and variables.get(owner) != "?":
                self._unknown(f"{owner}.{node.attr}", [f"{owner}.{part}" for part in offered], around)
        for node in _all(tree, nodes.Name):
            if node.name in FIELDS:
                self.used.add(node.name)
            elif id(node) not in parts and node.name not in variables:
                self._unknown(node.name, FIELDS, around)

    def _unknown(self, name: str, offered: Iterable[str], around: str) -> None:
        near = get_close_matches(name, list(offered), 1, 0.4)
        if near:
            self._fault(_("“{where}”: there is no field {name}. Is it {near}?", where=around, name=name, near=near[0]))
        else:
            self._fault(_("“{where}”: there is no field {name}.", where=around, name=name))


def _all(tree: nodes.Node, kind: type) -> Iterator:
    """The nodes of a kind, the first one included."""
    if isinstance(tree, kind):
        yield tree
    yield from tree.find_all(kind)


def around_of(text: str, found: re.Match, most: int = 20) -> str:
    """What was found with some of the text before and after it."""
    first, last = max(found.start() - most, 0), found.end() + most
    return ("…" if first else "") + " ".join(text[first:last].split()) + ("…" if last < len(text) else "")
