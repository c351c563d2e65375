"""Reading exhibits: from bytes to a `rulebook.reading.report.Report`, in a process of its own with limits.

`reader.read` is the way in; `program` is what runs in that process; the rest knows one kind of file each.
"""
