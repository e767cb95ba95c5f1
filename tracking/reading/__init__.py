"""Uploaded bytes → tidy rows, or every fault with its sheet and cell."""
