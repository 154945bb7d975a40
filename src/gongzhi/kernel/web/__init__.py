"""Base page, components, guard, listings, forms, problem+json: what every page is made of."""
