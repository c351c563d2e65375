"""A catalogue: read from a file, held against the listing rules, hits opened as violation cases (PEN-8)."""
