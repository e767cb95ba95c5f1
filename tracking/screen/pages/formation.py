"""The theme page of formation."""

from tracking.screen.pages.theme import show_theme

show_theme("formation")
