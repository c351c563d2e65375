"""Conduct of merchants 商户违规: charges, corrections, points, sanctions (PEN-1…7, PEN-9).

`counting` is the arithmetic, the others decide commands; `judging` is asked by findings and appeals.
"""

from gongdao.rulebook.conduct.converting import convert
from gongdao.rulebook.conduct.correcting import check, order, report
from gongdao.rulebook.conduct.judging import Judged, charge, judge
from gongdao.rulebook.conduct.sanctions import after_appeal, lift, reduced

__all__ = [
    "Judged",
    "after_appeal",
    "charge",
    "check",
    "convert",
    "judge",
    "lift",
    "order",
    "reduced",
    "report",
]
