"""The command `gongdao`.

Each subject is a module of this package with a `typer.Typer` named `app`. Such a module imports only the
standard library and typer at its top; everything else inside its commands, so that `--help` stays quick.
"""

from typing import Annotated

import typer

from gongdao import __version__
from gongdao.cli import (
    backtest,
    backup,
    case,
    catalogue,
    demo,
    dossier,
    exhibits,
    intake,
    ledger,
    policy,
    precedents,
    serve,
    triage,
    user,
    verify,
    web,
    worker,
)

app = typer.Typer(
    name="gongdao",
    help="公道 — complaints, disputes and appeals, decided fairly. 投诉、争议与申诉，公道处理。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongdao {__version__}")
        raise typer.Exit


@app.callback()
def gongdao(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version. 版本号。"),
    ] = False,
) -> None:
    """公道 — complaints, disputes and appeals, decided fairly. 投诉、争议与申诉，公道处理。"""


app.command("serve")(serve.serve)
app.command("web")(web.web)
app.command("worker")(worker.worker)
app.command("verify")(verify.verify)
app.command("refold")(verify.refold)
app.command("backtest")(backtest.backtest)
app.command("demo")(demo.demo)
app.add_typer(policy.app, name="policy")
app.add_typer(intake.app, name="intake")
app.add_typer(case.app, name="case")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(ledger.app, name="ledger")
app.add_typer(user.app, name="user")
app.add_typer(triage.app, name="triage")
app.add_typer(precedents.app, name="precedents")
app.command("dossier")(dossier.dossier)
app.add_typer(exhibits.app, name="exhibits")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
