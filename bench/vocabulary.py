"""Texts of invented complaints, put together from parts: as varied as a year of a shop's hotline."""

from random import Random
from typing import Final

from gongdao.rulebook.terms import RemedyKind

COMMON: Final = "退款"  # stands in about every fifth text
RARE: Final = "琥珀"  # stands in about one of twenty thousand
_RARE_ONE_IN: Final = 20_000

_WHEN: Final = """
    上周三 前天晚上 五一期间 本月初 双十一当天 今天上午 昨天下午 一个月前 收到货以后 签收当天
    安装完第二天 直播间下单后
""".split()
_PRODUCTS: Final = """
    餐桌 衣柜 吊灯 热水器 冰箱 洗衣机 扫地机器人 电饭煲 羽绒服 运动鞋 手机壳 蓝牙耳机 平板电脑
    婴儿推车 床垫 儿童座椅 智能门锁 空气净化器 咖啡机 烤箱 投影仪 行李箱 沙发 茶几 书柜 马桶盖
    净水器 油烟机 燃气灶 电动牙刷 面霜 奶粉 坚果礼盒 阳澄湖大闸蟹 车厘子 月饼 大米 酱油 保温杯
    瑜伽垫
""".split()
_FAULTS: Final = """
    外箱被压扁，里面的玻璃已经碎了 颜色和图片完全不一样 尺码偏小，跟描述不符 用了两次就开不了机
    屏幕有一道划痕 少发了一包螺丝和一块层板 味道刺鼻，孩子闻了一直咳嗽
    有明显的使用痕迹，像是翻新货 漏水，把地板都泡坏了 噪音特别大，晚上没法睡觉
    吃了以后拉肚子，去了医院 生产日期已经过期 快递一直没有送到，物流信息三天没更新
    师傅上门没带工具，约了三次都没装好 付款以后又说没有货 收了我两次运费 降价了不给价保
    说好的赠品没有 优惠券到账就失效 客服一直不回复 客服态度恶劣，直接挂了我的电话
    转了四个部门，每个人说法都不一样 发票抬头开错了，重开要我出邮费 安装费比页面上写的贵了一倍
    送错了地址，现在东西找不到了 电池鼓包，充电时发烫
""".split()
_COURSE: Final = """
    打了三次热线都没有人接 在线客服让我等二十四小时 店铺说要我自己承担来回运费
    售后说已经超过七天 快递员说不是他的责任 师傅让我找平台 对方答应回电话，到现在没有消息
    已经拍照发给客服 聊天记录我都保留着 签收单上写了外包装破损 平台介入后又被驳回
    让我先删掉差评再处理
""".split()
_DEMANDS: Final[tuple[tuple[str, RemedyKind], ...]] = (
    ("要求退款", "refund"),
    ("要求全额退款并道歉", "refund"),
    ("希望换一个新的", "exchange"),
    ("请尽快补发配件", "parts"),
    ("希望重新安排上门", "second_visit"),
    ("要求赔偿损失", "compensation"),
    ("请给一个解释", "explanation"),
    ("退货退款，运费由商家承担", "return_refund"),
    ("要求书面道歉", "apology"),
    ("希望维修好", "repair"),
    ("按活动规则补差价", "partial_refund"),
    ("补发赠品", "resend"),
)
_MORE: Final = (
    "", "", "", "再不处理我就打12315。", "家里有老人和孩子，很着急。", "我是多年的老客户了，非常失望。",
    "希望你们重视。", "请在三天内给我答复。", "不想再折腾了。", "已经严重影响生活。",
)  # fmt: skip
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玉兰志飞红波鹏辉梅琴浩宇欣怡子轩梓涵"


def complaint(random: Random) -> tuple[str, str, RemedyKind]:
    """The text of a complaint, the product and the code of what is asked for."""
    product = random.choice(_PRODUCTS)
    demand, kind = random.choice(_DEMANDS)
    model = f"{random.choice('ABCDEFGHKMX')}{random.randrange(100, 1000)}"
    parts = [
        f"{random.choice(_WHEN)}在你们店买的{product}（型号{model}），{random.choice(_FAULTS)}。",
        f"{random.choice(_COURSE)}，{random.choice(_COURSE)}。" if random.random() < 0.7 else "",
        f"{random.choice(_FAULTS)}。" if random.random() < 0.25 else "",
        f"{demand}。{random.choice(_MORE)}",
    ]
    if random.randrange(_RARE_ONE_IN) == 0:
        parts.append(f"另外那条{RARE}手串也没有证书。")
    return "".join(parts), product, kind


def name(random: Random) -> str:
    """The name of somebody who does not exist."""
    return random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2))))


def phone(number: int) -> str:
    """The phone of the customer with this number."""
    return f"1{30 + number // 100_000_000 % 60:02}{number % 100_000_000:08}"
