"""Background work: lapses, deliveries, inspections."""
