"""The promise: published, immutable policy versions, and the packs they come from."""
