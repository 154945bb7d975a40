"""The phone of those who work outdoors: one page that needs no signal, and the four addresses behind it."""
