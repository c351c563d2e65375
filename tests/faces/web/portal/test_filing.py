"""Filing a complaint without an account: step by step, once, and nothing of others is shown."""

import io
import re
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.parties import CONTACT, STORY, TOPIC, filed, fill_in, picture, secret_of, send, state_of, step
from tests.pictures.heic import SCREEN_SIZE, grid, screen

from gongdao.casework.models import Case, Event
from gongdao.exhibits.models import Custody, Upload
from gongdao.intake import attempts
from gongdao.intake.attempts import Limit
from gongdao.intake.models import ContactCode
from gongdao.people.models import Customer
from gongdao.policies import queries
from gongdao.rulebook.terms import Demand

pytestmark = pytest.mark.django_db


@pytest.mark.rule("INT-2")
def test_complaint_becomes_a_case_with_everything_that_was_told(visitor: Client) -> None:
    number, code = filed(visitor)
    state = state_of(number)
    assert state.channel == "web"
    assert state.description == (f"{STORY['course']}\n\n时间：5月4日下午\n地点：家里\n涉及人员：送货的师傅")
    assert state.category == "goods_damaged"
    assert state.order_no == "2024042800123"
    assert state.demands == (
        Demand("refund", 19950, "退到原来的支付账户"),
        Demand("apology"),
    )
    assert state.amount_fen == 19950
    assert state.mood == "angry"
    assert (state.complainant.name, state.complainant.contact) == ("王女士", "138 1234 5678")
    assert state.handler
    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)


def test_result_says_number_code_limits_and_what_comes_next(visitor: Client) -> None:
    number, code = filed(visitor)
    page = visitor.get("/portal/file/done/").content.decode()
    assert number in page
    assert code in page
    assert "我们将在" in page
    assert "前首次回应您" in page


def test_code_is_shown_once_and_kept_only_as_a_digest(visitor: Client) -> None:
    number, code = filed(visitor)
    row = ContactCode.objects.get()
    assert code.replace("-", "").encode() not in bytes(row.digest) + bytes(row.salt)
    del visitor.cookies["gongdao_code"]
    page = visitor.get("/portal/file/done/").content.decode()
    assert number in page
    assert code not in page


def test_sent_twice_is_filed_once_with_the_same_code(visitor: Client) -> None:
    fill_in(visitor)
    secret = secret_of(visitor)
    session = dict(visitor.session)
    first = visitor.post("/portal/file/send/", {"draft": secret})
    code = visitor.get("/portal/file/done/").context["code"]
    # As if the second request had been on its way before the first one was answered.
    store = visitor.session
    store["complaint"] = session["complaint"]
    store.save()
    second = visitor.post("/portal/file/send/", {"draft": secret})
    assert (first.status_code, second.status_code) == (302, 302)
    assert Case.objects.count() == 1
    assert visitor.get("/portal/file/done/").context["code"] == code


def test_sent_again_after_the_result_leads_back_to_it(visitor: Client) -> None:
    fill_in(visitor)
    secret = secret_of(visitor)
    visitor.post("/portal/file/send/", {"draft": secret})
    again = visitor.post("/portal/file/send/", {"draft": secret})
    assert again.headers["Location"] == "/portal/file/done/"
    assert Case.objects.count() == 1
    back = visitor.get("/portal/file/review/")
    assert back.headers["Location"] == "/portal/file/done/"


def test_going_back_keeps_what_was_typed_even_if_it_is_not_finished(visitor: Client) -> None:
    step(visitor, "story", STORY)
    response = step(visitor, "topic", {"amount_refund": "not a number"}, go="back")
    assert response.headers["Location"] == "/portal/file/story/"
    page = visitor.get("/portal/file/topic/").content.decode()
    assert "not a number" in page
    assert "is-invalid" not in page
    assert STORY["course"] in visitor.get("/portal/file/story/").content.decode()


def test_review_leads_to_the_first_step_that_is_not_filled_in(visitor: Client) -> None:
    step(visitor, "story", STORY)
    assert visitor.get("/portal/file/review/").headers["Location"] == "/portal/file/contact/?check=1"
    assert "is-invalid" in visitor.get("/portal/file/contact/?check=1").content.decode()


def test_category_is_suggested_from_the_text_and_left_to_the_reader(visitor: Client) -> None:
    step(visitor, "story", STORY)
    page = visitor.get("/portal/file/topic/")
    assert page.context["chosen"] == "goods_damaged"
    assert page.context["suggested"] == "商品破损"
    number, _ = filed(visitor, topic={"category": "attitude"})
    assert state_of(number).category == "attitude"


def test_category_left_open_is_judged_from_the_text(visitor: Client) -> None:
    number, _ = filed(visitor, topic={"category": ""})
    assert state_of(number).category == "goods_damaged"


def test_missing_order_number_is_told_before_and_asked_for_after(visitor: Client) -> None:
    fill_in(visitor, story={"order_no": ""})
    assert visitor.get("/portal/file/review/").context["asked_later"] == ["order_no"]
    send(visitor)
    state = state_of(visitor.get("/portal/file/done/").context["number"])
    assert state.missing == ("order_no",)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("story", {"course": ""}),
        ("story", {"course": "字" * 20_000}),
        ("story", {"course": "a\x00b"}),
        ("story", {"course": "a\x08b"}),
        ("story", {"order_no": "1" * 101}),
        ("topic", {"amount_refund": "-5"}),
        ("topic", {"amount_refund": "99999999999999"}),
        ("topic", {"amount_refund": "1.234"}),
        ("topic", {"amount_refund": "NaN"}),
        ("topic", {"category": "no_such"}),
        ("topic", {"demands": ["self_review"]}),
        ("contact", {"contact": "call me"}),
        ("contact", {"contact": "12"}),
        ("contact", {"contact": "a@b"}),
        ("contact", {"name": ""}),
        ("contact", {"mood": "furious"}),
    ],
)
def test_bad_input_is_refused_with_a_reason_and_nothing_is_filed(
    visitor: Client, name: str, changes: dict[str, Any]
) -> None:
    data = {"story": STORY, "topic": TOPIC, "contact": CONTACT}[name]
    response = step(visitor, name, {**data, **changes})
    assert response.status_code == 422
    assert "请更正" in response.content.decode()
    assert Case.objects.count() == 0


def test_emoji_and_long_words_are_text_like_any_other(visitor: Client) -> None:
    course = "花瓶碎了😡😡 " + "h" * 300
    number, _ = filed(visitor, story={"course": course})
    assert state_of(number).description.startswith(course)


def test_unknown_step_and_foreign_draft_do_not_exist(visitor: Client) -> None:
    assert visitor.get("/portal/file/secret/").status_code == 404
    assert visitor.post("/portal/file/send/", {"draft": "x"}).headers["Location"] == "/portal/file/"
    assert visitor.get("/portal/file/done/").headers["Location"] == "/portal/"


def test_form_without_its_token_is_refused(company: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/portal/file/story/", STORY).status_code == 403
    assert strict.post("/portal/file/photos/", {"photos": picture()}).status_code == 403
    assert strict.post("/portal/file/send/", {}).status_code == 403


def test_photos_are_kept_through_the_steps_and_become_evidence(visitor: Client) -> None:
    fill_in(visitor)
    visitor.post("/portal/file/photos/", {"photos": [picture(), picture("箱子.png", 9)], "go": "add"})
    step(visitor, "photos", {"kind_0": "waybill", "caption_0": "碎掉的花瓶"})
    send(visitor)
    state = state_of(visitor.get("/portal/file/done/").context["number"])
    assert [(item.exhibit.kind, item.exhibit.explanation) for item in state.exhibits.values()] == [
        ("waybill", "碎掉的花瓶"),
        ("goods_photo", "投诉人提交的照片"),
    ]
    assert {item.by for item in state.exhibits.values()} == {state.complainant.ref}
    assert Custody.objects.filter(case_id__isnull=False).count() == 2


@pytest.mark.rule("EVI-1")
def test_photos_of_a_first_complaint_come_in_parts(visitor: Client, stranger: Client) -> None:
    assert visitor.post("/uploads/", headers={"upload-length": "10"}).status_code == 404
    assert "每张不超过 50 MB" in visitor.get("/portal/file/photos/").content.decode()
    content = picture().read()
    begun = visitor.post("/uploads/", headers={"upload-length": str(len(content)), "upload-name": "a.png"})
    url = begun.headers["Location"]
    for start in (0, 40):
        sent = visitor.patch(
            url, content[start : start + 40 if start == 0 else None],
            content_type="application/offset+octet-stream", headers={"upload-offset": str(start)},
        )  # fmt: skip
        assert sent.status_code == 204
    stranger.get("/portal/file/photos/")
    assert stranger.head(url).status_code == 404
    form = {"photos_parts": url.split("/")[-2], "go": "add"}
    assert stranger.post("/portal/file/photos/", form).status_code == 422
    assert visitor.post("/portal/file/photos/", form).status_code == 302
    (photo,) = visitor.get("/portal/file/photos/").context["photos"]
    assert (photo.size_bytes, photo.name) == (len(content), "a.png")
    assert not Upload.objects.filter(sha256="").exists()


def test_photo_is_shown_to_its_own_draft_alone(visitor: Client, stranger: Client) -> None:
    visitor.post("/portal/file/photos/", {"photos": picture(), "go": "add"})
    digest = visitor.get("/portal/file/photos/").context["photos"][0].sha256
    shown = visitor.get(f"/portal/file/photo/{digest}/")
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert stranger.get(f"/portal/file/photo/{digest}/").status_code == 404


def test_photo_that_browsers_cannot_show_is_drawn_for_them(visitor: Client) -> None:
    heic = grid(screen(), SCREEN_SIZE, columns=3)
    broken = b"\0\0\0\x18ftypheic" + bytes(5000)
    for content, status in ((heic, 200), (broken, 404)):
        file = SimpleUploadedFile("IMG_0001.HEIC", content)
        assert visitor.post("/portal/file/photos/", {"photos": file, "go": "add"}).status_code == 302
        photo = visitor.get("/portal/file/photos/").context["photos"][-1]
        assert photo.media_type == "image/heic"
        assert visitor.get(f"/portal/file/photo/{photo.sha256}/").status_code == status
    shown = visitor.get(f"/portal/file/photo/{sha256(heic).hexdigest()}/")
    assert (shown.headers["Content-Type"], max(Image.open(io.BytesIO(shown.content)).size)) == (
        "image/jpeg", 320,
    )  # fmt: skip


def test_photo_can_be_removed_again(visitor: Client) -> None:
    visitor.post("/portal/file/photos/", {"photos": picture(), "go": "add"})
    digest = visitor.get("/portal/file/photos/").context["photos"][0].sha256
    visitor.post("/portal/file/photos/", {"go": f"remove:{digest}"})
    assert visitor.get("/portal/file/photos/").context["photos"] == []


def test_what_is_no_photo_or_one_too_many_is_told_by_name(visitor: Client) -> None:
    page = picture("page.html")
    page.file.write(b"<html><script>")  # type: ignore[union-attr]  # it is a BytesIO
    page.file.seek(0)
    page.size = 14
    response = visitor.post("/portal/file/photos/", {"photos": page, "go": "add"})
    assert response.status_code == 422
    several = [picture(f"{n}.png", n) for n in range(1, 8)]
    response = visitor.post("/portal/file/photos/", {"photos": several, "go": "add"})
    assert response.status_code == 422
    assert "最多上传 6 张" in response.content.decode()
    assert len(visitor.get("/portal/file/photos/").context["photos"]) == 6


def test_request_that_is_too_large_is_refused_before_it_is_read(visitor: Client) -> None:
    response = visitor.post("/portal/file/photos/", {"photos": picture()}, CONTENT_LENGTH="200000000")
    assert response.status_code == 413


def test_same_phone_is_the_same_customer_but_shows_nothing_of_the_other_cases(
    visitor: Client, stranger: Client
) -> None:
    number, _ = filed(visitor)
    other, _ = filed(stranger, contact={"name": "冒名者"}, story={"course": "我要看别人的投诉。"})
    assert state_of(number).complainant.ref == state_of(other).complainant.ref
    assert stranger.get(f"/portal/follow/{number}/").status_code == 302
    pages = [stranger.get("/portal/file/done/"), stranger.get(f"/portal/follow/{other}/")]
    for page in pages:
        text = page.content.decode()
        assert number not in text
        assert "花瓶" not in text
        assert "王女士" not in text


def test_contact_on_record_is_not_changed_by_a_stranger(visitor: Client, stranger: Client) -> None:
    filed(visitor)
    filed(stranger, contact={"name": "冒名者"})
    customer = Customer.objects.get(phone_key="+8613812345678")
    assert customer.name == "王女士"


def test_shop_by_its_name_and_technician_by_number_are_recognised_others_stay_names(visitor: Client) -> None:
    found = {}
    for kind, name in (
        ("shop", "木源家居旗舰店"),
        ("technician", "t0101"),
        ("technician", "刘建国"),
        ("", "某人"),
    ):
        number, _ = filed(visitor, topic={"against_kind": kind, "against": name})
        (party,) = state_of(number).respondents
        found[name] = (party.ref.partition(":")[0], party.name)
    assert found == {
        "木源家居旗舰店": ("shop", "木源家居旗舰店"),
        "t0101": ("technician", "t0101"),
        "刘建国": ("third_party", "刘建国"),
        "某人": ("third_party", "某人"),
    }


def test_too_many_complaints_from_one_address_are_asked_to_wait(visitor: Client) -> None:
    limit = Limit("file", "127.0.0.1", most=30, seconds=3600)
    for _ in range(29):
        attempts.count([limit], now=timezone.now())
    filed(visitor)
    fill_in(visitor)
    response = send(visitor)
    assert response.status_code == 429
    assert "请稍等一会儿" in response.content.decode()
    assert Case.objects.count() == 1


def test_draft_takes_no_more_room_than_its_fields(visitor: Client) -> None:
    flood = {name: ["字" * 100_000] * 5 for name in ("course", "when", "order_no", "no_such_field")}
    assert step(visitor, "story", flood).status_code == 422
    assert len(str(visitor.session["complaint"])) < 20_000


def test_file_name_with_strange_characters_is_tidied(visitor: Client) -> None:
    fill_in(visitor)
    visitor.post("/portal/file/photos/", {"photos": picture("../花\u202e\x07瓶.png"), "go": "add"})
    send(visitor)
    state = state_of(visitor.get("/portal/file/done/").context["number"])
    assert state.exhibits["E1"].exhibit.name == "花瓶.png"


def test_without_a_policy_the_service_is_not_ready(db: None) -> None:
    queries.forget_list()
    assert Client().get("/portal/file/story/").status_code == 503


def test_filing_costs_few_statements(visitor: Client, django_assert_max_num_queries: Any) -> None:
    fill_in(visitor)
    secret = secret_of(visitor)
    with django_assert_max_num_queries(24):
        visitor.post("/portal/file/send/", {"draft": secret})
    assert Event.objects.filter(type="case_opened").count() == 1
