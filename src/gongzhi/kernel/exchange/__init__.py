"""The second door to the same actions: API clients, their tokens, and the operations that every kind of matter has."""
