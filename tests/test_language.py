"""The screen in two languages: nothing untranslated, nothing left over, no Chinese outside its places."""

import ast
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tracking.language import CATALOGUE, LANGUAGES, _, current_language, language_for, use_language
from tracking.words import MEASURE_WORDS

ROOT = Path(__file__).resolve().parents[1]
MODULES = [ROOT / "dashboard.py", *sorted((ROOT / "tracking").rglob("*.py"))]
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Readers know the words of Chinese sheets, templates their headings; official documents are Chinese.
CHINESE_PLACES = (
    *("tracking/catalogue.py", "tracking/harmless.py", "tracking/opening/", "tracking/reading/", "tracking/handouts/"),
    *("tracking/office/", "tracking/report/", "tracking/letters/"),
)
# What is Chinese elsewhere, and why it is no text of the screen.
CHINESE_WORDS = {
    "tracking/words.py": set(MEASURE_WORDS),  # the measures as the catalogue writes them
    "tracking/language.py": {"中文"},  # a language is offered in its own name
    # the example's files as a Chinese office sends them, who sent them, and why one was corrected or closed
    "tracking/example.py": re.compile(
        r".+\.xlsx|(督办台账|手工评分)\.csv|村（园区）工会考核办法|青工发〔2020〕5号|青禾镇总工会|更正|更正一季度误报数|一季度简报已上报"
    ),
}


def place_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def marked_in(tree: ast.AST) -> Iterator[str]:
    """Every text marked for translation, also inside f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
            text = node.args[0]
            if isinstance(text, ast.Constant):
                yield text.value


def literals_in(tree: ast.Module) -> Iterator[str]:
    """Every string of the code that is no docstring."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = [node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    documentation = {id(node.value) for node in first if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def parts_of(text: str) -> list[str]:
    """The names of a text's {parts}, sorted."""
    return sorted({name for _text, name, _spec, _how in Formatter().parse(text) if name is not None})


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="zh_CN") if message.id}


@pytest.fixture(scope="module")
def marked() -> set[str]:
    return {text for path in MODULES for text in marked_in(tree_of(path))}


def test_every_text_of_the_screen_has_a_chinese_translation(marked, catalogue):
    assert {text for text in marked if not catalogue.get(text)} == set()


def test_no_translation_is_left_over(marked, catalogue):
    assert set(catalogue) - marked == set()


def test_no_text_is_translated_twice_or_only_guessed():
    text = CATALOGUE.read_text(encoding="utf-8")
    said = re.findall(r"^msgid (.+(?:\n\".*\")*)", text, re.M)
    assert len(said) == len(set(said))
    assert "fuzzy" not in text
    assert "#~" not in text


def test_a_translation_has_the_same_parts_as_its_source(catalogue):
    assert {text: said for text, said in catalogue.items() if parts_of(text) != parts_of(said)} == {}


def test_a_translation_keeps_the_spaces_at_both_ends_only_where_chinese_wants_them(catalogue):
    assert [said for said in catalogue.values() if said != said.strip()] == []


def test_a_text_is_never_put_together_before_it_is_translated():
    """An f-string or a + inside _() could never be found in the catalogue."""
    calls = [
        (place_of(path), node.lineno)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_")
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert calls == []


def test_no_chinese_stands_outside_its_places():
    def misplaced(path: Path) -> set[str]:
        known = CHINESE_WORDS.get(place_of(path), set())
        found = {text for text in literals_in(tree_of(path)) if CHINESE.search(text)}
        return {
            text for text in found if not (known.fullmatch(text) if isinstance(known, re.Pattern) else text in known)
        }

    elsewhere = [path for path in MODULES if not place_of(path).startswith(CHINESE_PLACES)]
    assert {place_of(path): found for path in elsewhere if (found := misplaced(path))} == {}


def test_every_exception_from_that_rule_is_still_needed():
    for place in CHINESE_WORDS:
        assert any(CHINESE.search(text) for text in literals_in(tree_of(ROOT / place)))


def test_two_threads_speak_two_languages_at_once():
    together, said = threading.Barrier(2), {}

    def speak(language: str) -> None:
        use_language(language)
        together.wait(10)
        said[language] = [_("Overview") for _turn in range(1000)]

    threads = [threading.Thread(target=speak, args=[language]) for language in ("zh_CN", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {language: set(words) for language, words in said.items()} == {"zh_CN": {"总览"}, "en": {"Overview"}}
    assert _("Overview") == "Overview"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-TW", "zh_CN"),
        ("en-GB", "en"),
        ("de", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_whoever_reads_chinese_is_offered_chinese_and_everybody_else_english(locale, language):
    assert language_for(locale) == language


def test_before_a_language_is_chosen_the_computers_own_is_spoken(monkeypatch):
    said = []
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    thread = threading.Thread(target=lambda: said.append(current_language()))
    thread.start()
    thread.join()
    assert said == ["zh_CN"]


def test_an_unknown_language_is_english():
    use_language("tlh")
    assert current_language() == "en"
    assert set(LANGUAGES) == {"zh_CN", "en"}


def test_a_text_without_a_translation_is_shown_as_it_is(chinese):
    assert _("a text that nobody translated: {x}", x=1) == "a text that nobody translated: 1"
