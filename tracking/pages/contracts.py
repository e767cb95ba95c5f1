"""The theme page of contracts."""

from tracking.pages.theme import show_theme

show_theme("contracts")
