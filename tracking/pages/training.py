"""The theme page of training."""

from tracking.pages.theme import show_theme

show_theme("training")
