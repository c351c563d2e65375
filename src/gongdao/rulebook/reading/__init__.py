"""Reading evidence 读图: what was read from an exhibit, the facts in it, what the rules of form say of it.

Pure: the pixels are read elsewhere (`exhibits.reading`). What a machine finds is a remark with its reason; it
never rejects alone what a person might accept.
"""
