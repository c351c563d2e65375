"""The worked cases of the sources, told with dates and played through the one door."""
