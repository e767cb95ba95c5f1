"""The theme page of assistance."""

from tracking.pages.theme import show_theme

show_theme("assistance")
