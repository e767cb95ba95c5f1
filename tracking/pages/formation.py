"""The theme page of formation."""

from tracking.pages.theme import show_theme

show_theme("formation")
