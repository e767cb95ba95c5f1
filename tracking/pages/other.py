"""The theme page of other."""

from tracking.pages.theme import show_theme

show_theme("other")
