"""The theme page of other."""

from tracking.screen.pages.theme import show_theme

show_theme("other")
