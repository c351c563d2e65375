"""Precedents 申诉先例 (APP-17, AST-7): from a closed appeal to what later appellants find.

`facts` takes from a case what may be told, `drafting` makes drafts and follows the case, `pictures` has
copies made, `reviewing` is what an approver does, `queries` reads, `similar` finds what is like an appeal.
"""
