"""Muara: from a room full of concerns to a common thread."""

__version__ = "0.1.0"
