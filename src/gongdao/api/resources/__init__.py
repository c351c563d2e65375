"""What there is to ask of: one module a topic, each with its `routes`."""
