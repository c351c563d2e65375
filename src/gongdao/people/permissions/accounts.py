"""Who reads which account of the ledger, and who keeps the books."""

from typing import Final

from gongdao.rulebook.actor import Actor
from gongdao.rulebook.money.transfer import owner_of

_KEEPERS: Final = ("finance",)
_READERS: Final = ("finance", "executive", "auditor", "administrator")


def keeps_accounts(actor: Actor) -> bool:
    """Whether the actor books vouchers, sends payouts again and reconciles."""
    return actor.has(*_KEEPERS)


def reads_accounts(actor: Actor) -> bool:
    """Whether the actor reads every account, and the lists of finance."""
    return actor.has(*_READERS)


def may_read_account(actor: Actor, account: str) -> bool:
    """Whether the actor reads this account: its owner, as a shop its deposit, and those who read all."""
    return reads_accounts(actor) or actor.acts_for(owner_of(account))
