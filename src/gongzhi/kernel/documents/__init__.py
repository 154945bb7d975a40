"""Official documents: reading them, writing them, numbering them."""
