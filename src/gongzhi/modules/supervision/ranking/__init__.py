"""Scores of units by the formula in force, and their order."""
