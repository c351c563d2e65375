"""Options that several commands share, so that they are called and explained the same everywhere."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text. 输出 JSON。")]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        envvar="GONGDAO_LANG",
        help="Language of the output: zh or en; without it that of the environment. 输出语言：zh 或 en。",
    ),
]
As = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="GONGDAO_AS",
        help="Who acts, by staff number or user name; without it the administrator, who may read every case "
        "and decide none. 以谁的身份（工号或用户名）；不写则为系统管理员，可查看，不可办案。",
    ),
]
