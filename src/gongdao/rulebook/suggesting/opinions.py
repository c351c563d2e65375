"""Aspects and opinions: what may be good or bad (快递, 屏幕, 房间), and the words that say which it is.

An aspect alone is no complaint: "物流很快，但是质量太差" is about the quality. Words are written with spaces
between them; `aspect.type` is the type that a bad opinion of the aspect speaks for.
"""

from typing import Final

ASPECTS: Final[dict[str, str]] = {
    "product": """
        质量 品质 做工 屏幕 键盘 触摸板 鼠标 电池 系统 内存 硬盘 显卡 声卡 摄像头 像素 音质 手感 外壳 按键
        机器 机子 本本 电脑 手机 平板 软件 功能 性能 速度 配置 接口 充电器 耳机 喇叭 散热 驱动 面料 布料
        衣服 裤子 款式 版型 裤脚 拉链 袖子 味道 口感 口味 菜 饭 肉 米饭 面 汤 饮料 粥 皮 馅 披萨 汉堡 鸡翅
        食材 水果 苹果 橙子 香蕉 葡萄 樱桃 芒果 梨 桃 猕猴桃 果肉 果子 洗发水 沐浴露 护发素 泡沫 效果 香味
        头发 牛奶 奶 生产日期 日期 保质期 书 内容 故事 文字 翻译 作者 情节 观点 印刷 纸张 东西 产品 商品 货
        热水器 水温 恒温 火力 设计 外观
    """,
    "logistics": """
        快递 物流 配送 送餐 送货 骑手 快递员 配送员 送餐员 送货员 外卖员 小哥 外卖小哥 快递小哥 发货 派送
        包裹 运输 送达 派件 顺丰 圆通 中通 申通 韵达 天天快递 邮政 ems 京东快递 包装 盒子 箱子 袋子
    """,
    "attitude": """
        态度 客服态度 服务态度 礼貌 素质 语气
    """,
    "service": """
        服务 房间 客房 前台 酒店 宾馆 设施 卫生 卫生间 洗手间 浴室 厕所 空调 早餐 床 床单 被子 枕头 毛巾
        地毯 电梯 大堂 大厅 停车场 窗户 隔音 暖气 热水 淋浴 马桶 走廊 环境 入住 退房 服务员 工作人员 经理
        客服 售后 安装 师傅 维修 装修 网络 宽带 餐厅 设备 周围
    """,
    "information": """
        描述 图片 照片 宣传 介绍 说明 页面 标签 尺码 码数 尺寸 颜色 型号 规格 赠品 礼品 标题 产地 重量 分量
    """,
    "policy": """
        价格 价钱 退货 换货 退款 退换 发票 运费 费用 优惠 活动 规定 收费 售价
    """,
}

NEGATIVE: Final = """
    差 很差 太差 差劲 差评 垃圾 烂 太烂 破 糟 糟糕 糟透 失望 不好 不行 不满 不满意 不爽 不怎么样 不咋地
    不咋样 不太好 不佳 不舒服 无语 后悔 恶心 气死 气人 生气 坑 坑人 坑爹 骗 骗人 慢 太慢 小 太小 少 太少 脏
    太脏 旧 破旧 吵 难 贵 太贵 硬 软 薄 低 低劣 弱 短 重 一般 很一般 一般般 马马虎虎 凑合 勉强 不推荐 不建议
    不值 别买 别来 千万别 再也不 不会再 最差 可惜 遗憾 郁闷 愤怒 投诉 曝光 问题 毛病 缺点 不足 不方便 麻烦
    吐血 晕 倒霉 扯淡 忽悠 不专业 不负责 不到位 没有想象 没想象 失误 错 缺 漏 不能 无法 不给 不够 不清 不灵
    不准 不稳 不对 有点 太
"""
POSITIVE: Final = """
    好 很好 不错 挺好 满意 喜欢 快 很快 棒 赞 热情 干净 方便 舒服 漂亮 好看 清楚 清晰 流畅 实惠 便宜 划算
    值得 推荐 准时 及时 新鲜 好吃 好喝 到位 周到 专业 耐心 没问题 没的说 还行 还可以 可以 合适 合身 超值
    给力 齐全 安静 宽敞
"""

# What stands right before a word and turns it round.
NEGATORS: Final = ("不", "没", "无", "未", "别", "没有", "毫无", "并不", "不太", "不会")
# What a part of a sentence begins with when it takes back what was said before.
CONTRASTS: Final = (
    "但是", "但", "不过", "可是", "就是", "可惜", "只是", "然而", "却", "缺点", "不足", "唯一",
    "美中不足", "遗憾",
)  # fmt: skip
