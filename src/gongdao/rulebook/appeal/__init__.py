"""Appeals 申诉 (APP-1…16): who may, until when, how often, at which level, before whom, with what result.

`rule` what the policy says · `standing` who · `chance` when and how often · `evidence` with what ·
`filing` all of it together · `reviewing` before whom · `deciding` the result · `afterwards` what follows ·
`person` a person in place of a machine · `group` several at once · `advice` which way is advised.
"""

from gongdao.rulebook.appeal.advice import Advised, advised_channels
from gongdao.rulebook.appeal.deciding import decide
from gongdao.rulebook.appeal.filing import accept_finding, file, go_outside, withdraw
from gongdao.rulebook.appeal.group import answer_group, classify_member, form_group, join_group, leave_group
from gongdao.rulebook.appeal.person import ask_for_person, decide_as_person
from gongdao.rulebook.appeal.reviewing import assign_reviewer, judge_lateness
from gongdao.rulebook.appeal.rule import chances, levels_of, rule_of, variant_of, window_of
from gongdao.rulebook.appeal.supplement import ask_supplement, give_supplement

__all__ = [
    "Advised", "accept_finding", "advised_channels", "answer_group", "ask_for_person", "ask_supplement",
    "assign_reviewer", "chances", "classify_member", "decide", "decide_as_person", "file", "form_group",
    "give_supplement", "go_outside", "join_group", "judge_lateness", "leave_group", "levels_of", "rule_of",
    "variant_of", "window_of", "withdraw",
]  # fmt: skip
