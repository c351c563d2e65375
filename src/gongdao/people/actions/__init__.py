"""The only writers of this room. Each checks who acts, changes, and writes down who changed what."""

from gongdao.people.actions.accounts import (
    create_account,
    deactivate_account,
    set_password,
    verify_identity,
)
from gongdao.people.actions.customers import (
    Known,
    Person,
    add_to_dossier,
    describe_customer,
    find_or_create_customer,
    find_or_create_customers,
    link_customer,
    update_customer,
)
from gongdao.people.actions.demo import (
    DemoPeople,
    SignIn,
    create_demo_people,
    demo_people,
    demo_sign_ins,
    retire_demo_people,
)
from gongdao.people.actions.quiz import take_quiz
from gongdao.people.actions.record import NotPermitted, Unfit
from gongdao.people.actions.register import (
    add_shop_member,
    end_shop_member,
    put_department,
    put_organisation,
    put_region,
    put_shop,
    put_technician,
)
from gongdao.people.actions.staff import create_staff, end_shift, set_field, set_roles, start_shift
from gongdao.people.actions.tokens import SCOPES, create_token, note_token_used, revoke_token

__all__ = [
    "SCOPES",
    "DemoPeople",
    "Known",
    "NotPermitted",
    "Person",
    "SignIn",
    "Unfit",
    "add_shop_member",
    "add_to_dossier",
    "create_account",
    "create_demo_people",
    "create_staff",
    "create_token",
    "deactivate_account",
    "demo_people",
    "demo_sign_ins",
    "describe_customer",
    "end_shift",
    "end_shop_member",
    "find_or_create_customer",
    "find_or_create_customers",
    "link_customer",
    "note_token_used",
    "put_department",
    "put_organisation",
    "put_region",
    "put_shop",
    "put_technician",
    "retire_demo_people",
    "revoke_token",
    "set_field",
    "set_password",
    "set_roles",
    "start_shift",
    "take_quiz",
    "update_customer",
    "verify_identity",
]
