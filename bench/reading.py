"""Pages and answers as people get them: a case, the queue, a search; at some sizes, for some roles."""

from random import Random
from urllib.parse import quote

from bench.company import Reader
from bench.ground import Ground, web
from bench.load import request, send_all
from bench.results import Run, cpu_seconds, watched
from bench.vocabulary import COMMON, RARE
from gongdao.casework.queries import newest, queue
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook.actor import Actor

_CASES = 40  # different cases whose pages are asked for
_WARM_UP = 30


def measure(run: Run, ground: Ground, readers: dict[str, Reader], *, size: int, requests: int) -> None:
    """Ask for every page as everybody, so many times each, one after another."""
    with web(ground) as server:
        for reader in readers.values():
            for bench, lines in _asked(reader).items():
                pages = [lines[n % len(lines)] for n in range(requests)]
                send_all(server.port, pages[:_WARM_UP], clients=1)
                before = cpu_seconds(server.pid)
                with watched(server.pid, ground.postmaster()) as busy:
                    answers = send_all(server.port, pages, clients=1)
                spent = 1e3 * (cpu_seconds(server.pid) - before) / requests
                run.tell(
                    bench, 1e3 * answers.percentile(0.95), "ms p95", size=size, role=reader.role,
                    p50_ms=1e3 * answers.percentile(0.5), p99_ms=1e3 * answers.percentile(0.99),
                    web_cpu_ms=spent, requests=requests, others_share_of_cores=round(busy.others, 3),
                )  # fmt: skip


def _asked(reader: Reader) -> dict[str, list[bytes]]:
    """The requests behind each benchmark."""
    pages, api = reader.pages, reader.api
    numbers = _numbers(reader)
    return {
        "queue_page": [request("GET", "/desk/?tab=all", pages)],
        "queue_page_own": [request("GET", "/desk/", pages)],
        "queue_api": [request("GET", "/api/cases", api)],
        "search_common_page": [request("GET", f"/desk/?q={quote(COMMON)}", pages)],
        "search_common_api": [request("GET", f"/api/cases/search?q={quote(COMMON)}", api)],
        "search_rare_page": [request("GET", f"/desk/?q={quote(RARE)}", pages)],
        "search_rare_api": [request("GET", f"/api/cases/search?q={quote(RARE)}", api)],
        "case_page": [request("GET", f"/cases/{number}/", pages) for number in numbers],
        "case_api": [request("GET", f"/api/cases/{number}", api) for number in numbers],
    }


def _numbers(reader: Reader) -> list[str]:
    """Some cases that the reader may see, half of them from the queue."""
    actor: Actor = actor_for(Account.objects.get(username=f"bench-{reader.role}"))
    found = [case.number for page in (queue(actor), newest(actor)) for case in page.cases]
    Random(7).shuffle(found)
    return found[:_CASES]
