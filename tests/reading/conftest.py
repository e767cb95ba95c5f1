"""The township whose sheets are read."""

from made_once import filled_once
from sheets import FIRMS
from townships import add_units


@filled_once
def town(store):
    add_units(store, FIRMS)
