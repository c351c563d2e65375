"""Invented shops, goods, people, numbers and moments."""

from random import Random

GOODS = (
    "手机壳 透明防摔", "三门衣柜 白色", "吸顶灯 24W", "真皮沙发 单人位", "电饭煲 4L", "儿童书桌",
    "无线吸尘器", "羊绒围巾 驼色", "智能手表", "实木餐椅 2把", "不锈钢保温杯 500ml", "婴儿推车 可折叠",
)  # fmt: skip
MODELS = ("V12 Pro", "MB-FB40", "XD-2403", "GT4", "KFR-35GW", "A2896", "RX580-8G", "HW-550")
SHOPS = (
    "木源家居旗舰店", "佳艺灯饰专营店", "蓝鲸数码专卖店", "青禾家纺旗舰店", "好物优选官方店",
    "晨光文具企业店",
)  # fmt: skip
NAMES = ("王建国", "李秀英", "张伟", "刘洋", "陈静", "赵云帆", "孙晓梅", "周杰", "吴桂芳", "欧阳明")
BANKS = ("招商银行储蓄卡(8812)", "零钱", "余额宝", "建设银行信用卡(0417)", "花呗")
CARRIERS = ("圆通速递", "顺丰速运", "中通快递", "韵达快递", "极兔速递", "申通快递")


def moment(random: Random) -> str:
    """As "2024-04-28 14:03:22", the form in which facts are told."""
    return (
        f"2024-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        f" {random.randint(8, 22):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}"
    )


def written(random: Random, moment: str) -> str:
    """The same moment as apps write it."""
    date, time = moment.split(" ")
    year, month, day = date.split("-")
    return random.choice(
        (moment, f"{year}年{int(month)}月{int(day)}日 {time}", f"{year}/{month}/{day} {time}",
         f"{year}.{month}.{day} {time}")
    )  # fmt: skip


def number(random: Random, digits: int, start: str = "") -> str:
    head = start or str(random.randint(1, 9))
    return head + "".join(str(random.randint(0, 9)) for _ in range(digits - len(head)))


def waybill(random: Random) -> str:
    return random.choice(("YT", "SF", "YD", "JT", "")) + number(random, 13)


def yuan(random: Random) -> str:
    return f"{random.choice((random.randint(9, 99), random.randint(100, 3999)))}.{random.randint(0, 99):02}"


def fen(amount: str) -> str:
    return str(round(float(amount) * 100))
