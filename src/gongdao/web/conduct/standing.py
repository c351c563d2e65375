"""Pages of what a shop stands at: for the shop, for staff, and the list of shops under sanctions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.casework.queries.standing import ShopStanding, sanctioned, standing
from gongdao.letters.wording import reading_language
from gongdao.people import directory
from gongdao.people.models import Shop
from gongdao.people.permissions import CaseFacts, may
from gongdao.people.permissions.shops import may_see_standing
from gongdao.policies.queries import NoSuchPolicy
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, key_of, kind_of
from gongdao.rulebook.policy import deadline_rule
from gongdao.web.shell.access import signed_in, staff_only

_MOST_SHOPS: Final = 20  # found by name


@require_safe
@never_cache
@staff_only
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the shops under sanctions, find one by code or name (`?shop=`), offer the check of a catalogue."""
    asked = request.GET.get("shop", "").strip()
    shops = _shops(asked)
    if len(shops) == 1:
        return redirect("shop_standing", shops[0].code)
    found = sanctioned(timezone.now())
    keys = [int(key_of(item.shop)) for item in found]
    codes = dict(Shop.objects.filter(pk__in=keys).values_list("pk", "code"))
    language = reading_language(get_language())
    context = {
        "lines": [(codes.get(key, ""), item) for key, item in zip(keys, found, strict=True)],
        "names": directory.names({item.shop for item in found}, language),
        "asked": asked, "shops": shops, "not_found": bool(asked) and not shops,
         "may_check": may(actor, "open_case", CaseFacts()).allowed,
    }  # fmt: skip
    return render(request, "web/conduct/overview.html", context)


def _shops(asked: str) -> list[Shop]:
    """The shop of this code, or those in whose name the words stand."""
    if not asked:
        return []
    by_code = list(Shop.objects.filter(code__iexact=asked))
    return by_code or list(Shop.objects.filter(name__icontains=asked).order_by("name", "code")[:_MOST_SHOPS])


@require_safe
@never_cache
@staff_only
def shop(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show staff what a shop stands at."""
    return _page(request, _shop(actor, Shop.objects.filter(code=code).first()), "case")


@require_safe
@never_cache
@signed_in
def mine(request: HttpRequest, actor: Actor, code: str = "") -> HttpResponse:
    """Show a shop what it stands at; who acts for several chooses by code."""
    keys = sorted(int(key_of(ref)) for ref in actor.refs if kind_of(ref) == "shop")
    own = Shop.objects.filter(pk__in=keys).order_by("code")
    found = own.filter(code=code).first() if code else own.first()
    return _page(request, _shop(actor, found), "my_case", list(own))


def _shop(actor: Actor, found: Shop | None) -> Shop:
    if found is None or not may_see_standing(actor, f"shop:{found.pk}"):
        raise Http404
    return found


def _page(request: HttpRequest, shop: Shop, case_url: str, own: list[Shop] | None = None) -> HttpResponse:
    now, language = timezone.now(), reading_language(get_language())
    try:
        found = standing(f"shop:{shop.pk}", now)
    except NoSuchPolicy:
        raise Http404 from None
    title, words = found.policy.title, titles(found.policy.policy, found.policy.version, language)
    context = {
        "shop": shop, "found": found, "policy": title.en if language == "en" else title.zh,
        "case_url": case_url, "own": own or [], "names": words, "now": now,
        "appeal_length": _appeal_length(found), **_lines(found, words, now),
    }  # fmt: skip
    return render(request, "web/conduct/standing.html", context)


def _lines(found: ShopStanding, words: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Accounts with how near the next threshold is; points and sanctions with their titles."""
    return {
        "accounts": [
            (item, 100 * item.points // item.next_at if item.next_at else 100) for item in found.accounts
        ],
        "given": [(item, words.get(f"violation:{item.violation}", item.violation)) for item in found.given],
        "imposed": [
            (
                item,
                (item.ends_at - now).total_seconds() if item.status == "running" and item.ends_at else None,
            )
            for item in found.sanctions
        ],
    }


def _appeal_length(found: ShopStanding) -> str:
    """The length of the time for an appeal."""
    rule = found.policy.appeals
    return deadline_rule(found.policy, rule.window).length if rule is not None else ""
