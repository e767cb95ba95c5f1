"""Parts of a page that the browser draws from data: registered with their style and their script."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

MAKE = Path(__file__).with_name("make.js")


def drawn_by(name: str, file: str, html: str) -> Callable:
    """The part of a page that <file>.js draws into ``html``, in the style of <file>.css, whatever the ending of ``file``. The
    script may use make (make.js)."""
    css, js = (Path(file).with_suffix(ending).read_text(encoding="utf-8") for ending in (".css", ".js"))
    return st.components.v2.component(name, html=html, css=css, js=MAKE.read_text(encoding="utf-8") + js)
