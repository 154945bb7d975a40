"""督查督办: official documents become supervised tasks, up to the closing circular."""
