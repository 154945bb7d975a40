"""The errands of `tests.support.errands` as an installed module, so that real servers and workers know them."""
