"""My cases: the pages of technicians, merchants and customers who have an account."""
