"""Files: stored once by their content, typed by their content, served only through the access rule."""
