"""Evidence of both sides beside each other, for whoever decides (EVI-18)."""
