"""The case file 案卷: everything of a case that its reader may see, to be checked by anybody without us.

`archive.make` writes the ZIP; the programs of `offline/` go into it as they are and need nothing but Python;
`receipts` gives parties a signed word of what they handed in and when.
"""
