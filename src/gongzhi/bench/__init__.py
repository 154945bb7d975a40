"""Measuring: how fast a county of a given size is on this machine. Data are made up; a real database is never touched."""
