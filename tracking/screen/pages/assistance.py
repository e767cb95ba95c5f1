"""The theme page of assistance."""

from tracking.screen.pages.theme import show_theme

show_theme("assistance")
