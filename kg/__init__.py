"""Causal knowledge graphs from articles, every link tied to the exact words that state it."""

__version__ = "0.1.0"
