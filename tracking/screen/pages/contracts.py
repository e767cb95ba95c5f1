"""The theme page of contracts."""

from tracking.screen.pages.theme import show_theme

show_theme("contracts")
