"""Reading official documents as a careful clerk does, and writing them so that they can be signed."""
