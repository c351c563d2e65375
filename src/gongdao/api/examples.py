"""One example body for every command, shown in the OpenAPI document. Structs, so that none can be wrong."""

from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Demand, Exhibit, Item, Liability, Order, Party, Terms

_PHOTO: Final = Exhibit(sha256="0f" * 32, kind="goods_photo", explanation="外箱破损，内物碎裂")
_ORDER: Final = Order(
    number="2024042800123", items=(Item("陶瓷花瓶", 1, 19_900),), paid_fen=19_900, carrier="carrier:yunda",
    ordered_at=datetime(2024, 4, 28, 3, 12, tzinfo=UTC),
)  # fmt: skip

_ALL: Final[tuple[c.Command, ...]] = (
    c.OpenCase(
        channel="app",
        complainant=Party("customer", name="王女士", contact="13812345678"),
        description="收到的包裹外箱破损，花瓶碎了，要求退款并道歉。",
        demands=(Demand("refund", amount_fen=19_900), Demand("apology")),
        order_no="2024042800123",
    ),
    c.SupplyDetails(contact="13812345678", order_no="2024042800123"),
    c.AttachOrder(_ORDER),
    c.RecordFacts({"found_by": "installer"}, note="电话核实"),
    c.ClassifyCase(category="logistics", reason="属物流破损"),
    c.ChangePriority("urgent", "客户受伤"),
    c.JudgeEstablishment(established=True, reason="照片与签收记录相符"),
    c.AssignHandler("staff:9", "熟悉该地区"),
    c.TransferCase("orders", "属订单部职责"),
    c.HandOverCase("staff:9", "已致电一次，约定下午回复"),
    c.AskCollaboration("department:orders", "请核实该单的物流记录"),
    c.AnswerCollaboration("C1", "物流记录显示中转时挤压"),
    c.UrgeCollaborator("C1"),
    c.RespondFirst("非常抱歉给您带来不便，我们已开始核实。"),
    c.RecordContact("客户补充：签收时外箱已变形", "customer:12"),
    c.AddNote("同一线路本月第三起"),
    c.TellProgress("已联系承运方核实，预计明日答复。"),
    c.MakePromise("明天中午前答复", datetime(2024, 5, 7, 4, 0, tzinfo=UTC)),
    c.KeepPromise("V1", "承运方确认责任，同意赔付。"),
    c.StartWaiting("evidence", "等待客户补充照片"),
    c.EndWaiting(),
    c.ExtendDeadline("handling", "1wd", "等待检测报告"),
    c.SubmitExhibit(_PHOTO),
    c.AskStatement("technician:7", "请说明安装前的开箱情况"),
    c.GiveStatement("S1", "开箱时即已破损，有交接单为证", ("E1",)),
    c.MakeFinding({"found_by": "installer"}, "交接单载明外箱完好", (Liability("technician:7", 10_000),)),
    c.ProposeRemedies((Terms("refund", amount_fen=19_900), Terms("apology")), "全额退款并致歉"),
    c.ApproveProposal("P1"),
    c.RejectProposal("P1", "金额超出损失"),
    c.AnswerProposal("P1", accepted=True),
    c.EscalateCase("客户不接受方案"),
    c.OrderRemedy(Terms("self_review"), "服务态度确有不当"),
    c.CarryOutRemedy("R1", "退款流水 20240507-118"),
    c.FailRemedy("R1", "原支付账户已注销"),
    c.OpenMediation("消费者协会", "双方同意调解"),
    c.EndMediation(agreed=True, text="双方同意退款一半"),
    c.ReferOutside("仲裁委员会", "合同约定仲裁"),
    c.OrderAfterSale("repair", "更换支架并调试"),
    c.DispatchAfterSale("T1", "technician:7"),
    c.FinishAfterSale("T1", "已更换并测试"),
    c.DecideClaims(transfer=True, reason="承运方责任，转理赔"),
    c.FileAppeal("F1", "attribution", "到货时已破损，并非安装所致", "请求撤销责任", ("E1",)),
    c.AssignReviewer("A1", "staff:11"),
    c.DecideAppeal("A1", "annul", "交接单证明到货时已破损"),
    c.WithdrawAppeal("A1", "已了解情况"),
    c.AcceptFinding("F1"),
    c.FollowUp(satisfied=True, text="客户表示满意", score=5),
    c.CloseCase("中转挤压", "加固包装"),
    c.ReopenCase("退款未到账"),
    c.WithdrawCase("已与商家和解"),
)

EXAMPLES: Final[dict[type[Struct], Struct]] = {type(example): example for example in _ALL}
