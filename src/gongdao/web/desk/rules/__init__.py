"""The policies, for reading: which are in force, and one version in words with its citations."""
