"""Make the pictures of the documents anew: `.venv/bin/python tools/screenshots.py`.

Starts the program with its demonstration in a temporary folder, takes the example file in, signs in as demo
people in a headless Chromium, and writes small PNG files to `docs/images/`. Desktop is 1280 wide, a phone
390. Needs what `make test` needs (Chromium, Chinese fonts); takes about a minute.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
GONGDAO = [sys.executable, "-m", "gongdao"]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
COLOURS = 128
MOST_BYTES = 300_000
OPENS_WITHIN_SECONDS = 180
READ_WITHIN_SECONDS = 120


class Program:
    """The running program: its address, its folder, and commands given to it."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        self.home = home
        self.url = f"http://127.0.0.1:{port}"
        without = {"DATABASE_URL", "GONGDAO_SECRET_KEY", "LANG", "LC_ALL"}
        kept = {name: value for name, value in os.environ.items() if name not in without}
        self.environment = kept | {"GONGDAO_HOME": str(home)}
        command = [*GONGDAO, "serve", "--port", str(port), "--workers", "1"]
        self._serving = subprocess.Popen(command, env=self.environment, start_new_session=True)

    def wait(self) -> None:
        """Wait until the pages answer."""
        end = time.monotonic() + OPENS_WITHIN_SECONDS
        while time.monotonic() < end and self._serving.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):  # noqa: S310  # our own address
                    return
            except OSError:
                time.sleep(0.3)
        raise SystemExit("the program did not open")

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self._serving.send_signal(signal.SIGINT)
        self._serving.wait(90)

    def run(self, *words: str, may_end_with: tuple[int, ...] = (0,)) -> str:
        """Give a command and return what it printed."""
        done = subprocess.run(
            [*GONGDAO, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in may_end_with:
            raise SystemExit(f"gongdao {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def number_of(self, words: str) -> str:
        """The case in whose complaint these words stand."""
        found: str = json.loads(self.run("case", "search", words, "--json"))["cases"][0]["number"]
        return found

    def handler_of(self, number: str) -> str:
        """The user name of who handles a case."""
        users = {user["ref"]: user["username"] for user in json.loads(self.run("user", "list", "--json"))}
        cases = json.loads(self.run("case", "search", number, "--json"))["cases"]
        name: str = users[cases[0]["handler"]]
        return name

    def do(self, number: str, command: str, body: dict[str, Any]) -> None:
        """Let the handler of a case give a command."""
        text = json.dumps(body, ensure_ascii=False)
        self.run("case", "do", number, command, "--json-body", text, "--as", self.handler_of(number))


@dataclass
class Studio:
    """Everything a picture may need. `seen` keeps what one picture leaves for the next."""

    browser: Browser
    program: Program
    pages: dict[tuple[str, bool], Page]
    seen: dict[str, str]

    def page(self, who: str, *, phone: bool = False) -> Page:
        """A tab in which `who` is signed in; nobody for an empty name."""
        if (who, phone) not in self.pages:
            size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
            context = self.browser.new_context(
                viewport=size,  # type: ignore[arg-type]  # a plain dict will do
                device_scale_factor=2 if phone else 1, locale="zh-CN", reduced_motion="reduce",
            )  # fmt: skip
            page = context.new_page()
            if who:
                page.goto(f"{self.program.url}/accounts/login/")
                page.fill("input[name=login]", who)
                page.fill("input[name=password]", (self.program.home / "demo_password").read_text().strip())
                page.locator("main form button[type=submit]").first.click()
                page.wait_for_load_state("networkidle")
            self.pages[(who, phone)] = page
        return self.pages[(who, phone)]

    def visit(self, who: str, path: str, *, phone: bool = False) -> Page:
        """Open an address as somebody. Ends the program if the page cannot be had."""
        page = self.page(who, phone=phone)
        answer = page.goto(f"{self.program.url}{path}")
        page.wait_for_load_state("networkidle")
        if answer is None or answer.status >= 400:
            raise SystemExit(f"{path} for {who or 'nobody'}: {answer.status if answer else 'no answer'}")
        return page


def desk(studio: Studio) -> Page:
    return studio.visit("chenjing", "/desk/?tab=team")


def search(studio: Studio) -> Page:
    return studio.visit("chenjing", "/desk/?q=退款")


def bulk(studio: Studio) -> Page:
    page = studio.visit("chenjing", "/desk/?tab=team")
    for box in page.locator("#lines input[type=checkbox]").all()[:3]:
        box.check()
    page.get_by_role("button", name="分派").first.click()
    page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def register(studio: Studio) -> Page:
    page = studio.visit("zhoumin", "/desk/new/")
    page.locator("input[name=phone]").fill("13800020001")
    page.locator("textarea[name=description]").press_sequentially(
        "热水器漏电，洗澡时手发麻，太危险了，要求马上退款并赔偿。"
    )
    page.locator("textarea[name=description]").blur()
    page.wait_for_timeout(1500)
    page.wait_for_load_state("networkidle")
    return page


def case(studio: Studio) -> Page:
    number = studio.program.number_of("面霜")
    return studio.visit(studio.program.handler_of(number), f"/cases/{number}/")


def answer(studio: Studio) -> Page:
    number = studio.program.number_of("面霜")
    page = studio.visit(studio.program.handler_of(number), f"/cases/{number}/do/respond_first/")
    page.locator("textarea").first.press_sequentially("您好，这个没办法，规定就是这样。")
    page.wait_for_timeout(1500)
    page.wait_for_load_state("networkidle")
    return page


def explanation(studio: Studio) -> Page:
    return studio.visit("chenjing", "/cases/202405-001/deadlines/proposal/")


def finding(studio: Studio) -> Page:
    story = "师傅安装衣柜时拆包，右侧门板有三处划痕，客户要求更换门板。"
    opened = studio.program.run(
        "case", "open", "--policy", "workorder-liability", "--description", story, "--name", "沈女士",
        "--contact", "13800070001", "--category", "unpacking_damage", "--order-no", "AZ2026112100033",
        "--amount", "900", "--against", "technician:1", "--region", "310000", "--as", "zhaolei", "--json",
    )  # fmt: skip
    page = studio.visit("shenlan", f"/cases/{json.loads(opened)['number']}/do/make_finding/")
    for question, found in (
        ("事项", "安装拆包货损"),
        ("师傅操作", "不能证明"),
        ("交接单", "无交接单"),
        ("外包装", "完好"),
    ):
        page.get_by_label(question).select_option(label=found)
    page.get_by_label("理由").fill("师傅与承运方都拿不出交接单，划痕出在运输还是拆包无法分清。")
    return page


def bench(studio: Studio) -> Page:
    """A new dispute: the buyer's and the shop's pictures, read by the worker, beside each other."""
    program = studio.program
    body = {
        "channel": "web", "complainant": {"ref": "customer", "name": "王芳", "contact": "13800020001"},
        "respondents": [{"ref": "shop:1", "name": "木源家居旗舰店"}],
        "description": "吊灯收到时灯罩开裂，商品质量问题，卖家不肯退。", "category": "quality",
        "amount_fen": 45_800, "order": {
            "number": "2024102200415", "items": [{"name": "吊灯", "price_fen": 45_800}], "paid_fen": 45_800,
        },
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False)
    opened = program.run(
        "case", "open", "--json-body", text, "--policy", "platform-dispute", "--as", "chenjing", "--json"
    )
    number = json.loads(opened)["number"]
    for requirement in ("fault", "source"):
        program.do(number, "ask_evidence", {"requirement": requirement})
    given = (
        ("wangfang", "Q1", "goods_photo", "灯罩裂缝，旁边是面单", ("吊灯", "运单号 YD1000000415")),
        ("wangfang", "", "payment_platform", "付款截图",
         ("支付成功", "¥458.00", "2024-10-22 10:12:30", "订单号：2024102200415")),
        ("muyuan", "Q2", "purchase_invoice", "进货发票", ("木源家居旗舰店", "吊灯 D-415", "2024-09-01")),
        ("muyuan", "", "payment_platform", "收款记录",
         ("支付成功", "¥300.00", "2024-10-20 09:00:00", "订单号：2024102000311")),
    )  # fmt: skip
    for who, request, kind, words, lines in given:
        page = studio.visit(who, f"/my/cases/{number}/do/submit_exhibit/{request and request + '/'}")
        page.locator("input[type=file]").first.set_input_files(
            {"name": f"{words}.png", "mimeType": "image/png", "buffer": screen(*lines)}
        )
        page.locator("select[name=kind1]").select_option(kind)
        page.locator("[name=explanation1]").fill(words)
        page.locator("#act-form button[type=submit]").click()
        page.wait_for_url(f"**/my/cases/{number}/")
    page = studio.visit(program.handler_of(number), f"/cases/{number}/evidence/")
    for _ in range(READ_WITHIN_SECONDS):
        if not page.get_by_text("正在识读").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    return page


def review(studio: Studio) -> Page:
    return studio.visit("tangning", f"/cases/{studio.program.number_of('玻璃面')}/")


def judgement(studio: Studio) -> Page:
    return studio.visit("liushifu", f"/my/cases/{studio.program.number_of('沙发扶手')}/", phone=True)


def appeal(studio: Studio) -> Page:
    number = studio.program.number_of("沙发扶手")
    return studio.visit("liushifu", f"/my/cases/{number}/do/file_appeal/F1/", phone=True)


def portal(studio: Studio) -> Page:
    return studio.visit("", "/portal/", phone=True)


def portal_topic(studio: Studio) -> Page:
    page = studio.visit("", "/portal/file/", phone=True)
    page.get_by_label("事情的经过").fill("收到的包裹外箱压坏，里面的花瓶碎了，客服一直没有处理。")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/topic/")
    page.locator("input[value=refund]").check()
    page.locator("input[name=amount_refund]").fill("199.50")
    return page


def portal_done(studio: Studio) -> Page:
    page = studio.page("", phone=True)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/photos/")
    page.locator("#photos").set_input_files({"name": "花瓶.png", "mimeType": "image/png", "buffer": vase()})
    page.locator(".photos li").first.wait_for()
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/contact/")
    page.get_by_label("怎么称呼您").fill("王女士")
    page.get_by_label("手机号或邮箱").fill("13812345678")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/review/")
    page.get_by_role("button", name="提交投诉").click()
    page.wait_for_url("**/done/")
    studio.seen["number"] = page.inner_text("#number")
    return page


def portal_case(studio: Studio) -> Page:
    number, page = studio.seen["number"], studio.page("", phone=True)
    studio.program.do(number, "respond_first", {"text": "王女士您好，花瓶碎了给您添麻烦了，我们马上核实。"})
    remedies = [
        {"kind": "refund", "amount_fen": 19950},
        {"kind": "coupon", "amount_fen": 2000, "valid_days": 90},
    ]
    why = "花瓶在运输中压坏，责任在我们。全额退款，并送一张优惠券。"
    studio.program.do(number, "propose_remedies", {"remedies": remedies, "explanation": why})
    page.goto(f"{studio.program.url}/portal/follow/{number}/")
    page.wait_for_load_state("networkidle")
    return page


def policy(studio: Studio) -> Page:
    return studio.visit("chenjing", "/desk/policies/workorder-liability/2024-01/")


def messages(studio: Studio) -> Page:
    return studio.visit("liushifu", "/messages/", phone=True)


def shift(studio: Studio) -> Page:
    return studio.visit("zhoumin", "/desk/shift/")


# In this order: later pictures rest on what earlier ones did. The height is that of the picture.
PICTURES: dict[str, tuple[Callable[[Studio], Page], int]] = {
    "desk": (desk, 900),
    "desk-search": (search, 700),
    "desk-bulk": (bulk, 800),
    "register": (register, 1000),
    "case": (case, 1000),
    "answer": (answer, 700),
    "explanation": (explanation, 620),
    "finding": (finding, 1400),
    "bench": (bench, 1300),
    "review": (review, 1000),
    "shift": (shift, 700),
    "policy": (policy, 900),
    "judgement": (judgement, 1150),
    "appeal": (appeal, 1150),
    "messages": (messages, 844),
    "portal": (portal, 844),
    "portal-topic": (portal_topic, 844),
    "portal-done": (portal_done, 844),
    "portal-case": (portal_case, 1150),
}


def vase() -> bytes:
    """A drawing that stands for a photo of a broken vase."""
    picture = Image.new("RGB", (480, 360), "#d8cfc0")
    pen = ImageDraw.Draw(picture)
    pen.polygon(
        [(180, 300), (160, 180), (205, 120), (215, 60), (250, 60), (240, 150), (262, 300)], fill="#5b7f8c"
    )
    pen.polygon(
        [(280, 310), (268, 160), (250, 140), (262, 60), (275, 60), (320, 190), (300, 310)], fill="#50727e"
    )
    pen.line([(256, 50), (246, 140), (266, 170), (270, 320)], fill="#2d3f46", width=3)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def screen(*lines: str) -> bytes:
    """A screen with these lines."""
    picture = Image.new("RGB", (720, 900), "#f7f7f7")
    pen = ImageDraw.Draw(picture)
    fonts = Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")
    font = ImageFont.truetype(str(next(fonts)), 40)
    for number, text in enumerate(lines):
        pen.text((60, 90 + 120 * number), text, fill="#222222", font=font)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def keep(page: Page, name: str, height: int, folder: Path) -> None:
    """Write a picture of the upper part of a page with few colours. Ends the program if it is too large."""
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": size["width"], "height": height})
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(200)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    page.set_viewport_size(size)
    path = folder / f"{name}.png"
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}")
    sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} kB\n")


@contextmanager
def running() -> Iterator[Program]:
    """Run the program in a folder of its own, with the example file taken in."""
    with tempfile.TemporaryDirectory(prefix="gongdao-pictures-") as home:
        program = Program(Path(home) / "home")
        try:
            program.wait()
            table = shutil.copy(ROOT / "docs" / "examples" / "complaints.csv", home)
            program.run("intake", "file", str(table), may_end_with=(0, 3))
            yield program
        finally:
            program.stop()


def main() -> None:
    """Make all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PICTURES)}; all without any")
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder for the pictures")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with running() as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        studio = Studio(browser, program, {}, {})
        for name, (draw, height) in PICTURES.items():
            if not asked.names or name in asked.names:
                keep(draw(studio), name, height, asked.to)
        browser.close()


if __name__ == "__main__":
    main()
