"""Why a decision is as it is: the table traced, and the statement of reasons 判责说明书 (DEC-2, DEC-3).

Everything is drawn from the policy and the log of the case; nothing is written twice. Sentences are made at
the edge, from the codes and values of `sections`.
"""

from gongdao.rulebook.explain.appeal import AppealReasons, reasons_of_appeal
from gongdao.rulebook.explain.calculation import Calculated, Calculation, calculation
from gongdao.rulebook.explain.finding import Applied, FindingReasons, Suggested, reasons_of_finding
from gongdao.rulebook.explain.grounds import Found, Happened, Heard, Relied
from gongdao.rulebook.explain.rights import Right
from gongdao.rulebook.explain.sections import Line, Section, sections
from gongdao.rulebook.explain.table import RowTrace, TableTrace, Tested, trace

__all__ = [
    "AppealReasons",
    "Applied",
    "Calculated",
    "Calculation",
    "FindingReasons",
    "Found",
    "Happened",
    "Heard",
    "Line",
    "Relied",
    "Right",
    "RowTrace",
    "Section",
    "Suggested",
    "TableTrace",
    "Tested",
    "calculation",
    "reasons_of_appeal",
    "reasons_of_finding",
    "sections",
    "trace",
]
