"""The theme page of training."""

from tracking.screen.pages.theme import show_theme

show_theme("training")
