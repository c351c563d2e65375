"""The proof: evidence bytes by content hash, custody, inspection, masking."""
