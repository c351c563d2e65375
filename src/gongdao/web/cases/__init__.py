"""The case page: everything of a case, and every act with its form."""
