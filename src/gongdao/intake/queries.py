"""What was taken in, by name."""

from gongdao.intake.models import Taken


def code_that_came(case_id: int, platform: str) -> str:
    """The code in which a platform last said where this case stands, by file; "" if never. One statement."""
    rows = Taken.objects.filter(case_id=case_id, platform=platform).exclude(code="")
    return str(rows.order_by("-at").values_list("code", flat=True).first() or "")
