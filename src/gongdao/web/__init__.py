"""The face for people: desk, portal, bench, office."""
