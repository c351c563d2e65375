"""The face for programs: OpenAPI."""
