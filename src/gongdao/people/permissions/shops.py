"""Who may see what a shop stands at: the shop itself and staff (PEN-2…4). For others it is not there."""

from gongdao.rulebook.actor import Actor


def may_see_standing(actor: Actor, shop: str) -> bool:
    """`shop`: a reference, as "shop:5"."""
    return actor.acts_for(shop) or actor.is_staff
