"""The moves of a supervised task, each declared once. Importing the package declares them."""

from gongzhi.modules.supervision.moves import checking, holding, pressing, receiving, reporting, terms

__all__ = ["checking", "holding", "pressing", "receiving", "reporting", "terms"]
