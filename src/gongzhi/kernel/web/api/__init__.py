"""The API: one operation for each declared move, and what modules add."""
