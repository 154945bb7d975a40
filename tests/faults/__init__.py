"""Killing processes at random moments, and looking whether anything was lost or doubled."""
