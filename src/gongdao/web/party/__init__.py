"""What parties see of a case and do in it, with an account or by contact code."""
