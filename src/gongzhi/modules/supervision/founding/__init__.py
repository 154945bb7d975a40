"""Setting a county up from its first document, in one confirmation."""
