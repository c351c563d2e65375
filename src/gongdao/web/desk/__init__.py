"""The desk: the pages of staff who handle cases."""
