"""Recordings are played from the original: by permission, in parts, and on record (INT-8, EVI-1)."""

import io
import wave
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Custody
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.terms import Exhibit


def tone(seconds: int = 2) -> bytes:
    """A recording of some seconds."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(250)) * 64 * seconds)
    return target.getvalue()


def handed_in(scene: Scene, content: bytes, name: str = "通话录音.wav", kind: str = "call_record") -> str:
    """Hand in a file as the customer; return where staff see it."""
    customer = scene.actor("wangfang")
    kept = receive([content], actor=customer.ref, now=scene.now, kind=kind)
    exhibit = Exhibit(kept.sha256, kind, "客服承诺赔付", name)
    handle(SubmitExhibit(exhibit), actor=customer, now=scene.now, number=scene.number)
    return f"/cases/{scene.number}/exhibits/E1/"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.rule("INT-8")
def test_a_recording_is_played_in_parts_and_that_is_on_record_once(scene: Scene) -> None:
    content = tone()
    url = handed_in(scene, content) + "play/"
    desk = scene.client(scene.handler)
    whole = desk.get(url, REMOTE_ADDR="10.0.0.5")
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "audio/wav")
    assert (whole.headers["Accept-Ranges"], body(whole)) == ("bytes", content)
    for asked, first, last in (
        ("bytes=0-99", 0, 99), ("bytes=100-", 100, len(content) - 1),
        ("bytes=-50", len(content) - 50, len(content) - 1), ("bytes=10-999999999", 10, len(content) - 1),
    ):  # fmt: skip
        part = desk.get(url, headers={"range": asked}, REMOTE_ADDR="10.0.0.5")
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
        assert int(part.headers["Content-Length"]) == last - first + 1
        assert body(part) == content[first : last + 1]
    beyond = desk.get(url, headers={"range": f"bytes={len(content)}-"}, REMOTE_ADDR="10.0.0.5")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    unread = desk.get(url, headers={"range": "bytes=0-1,5-9"}, REMOTE_ADDR="10.0.0.5")
    assert (unread.status_code, body(unread)) == (200, content)
    viewed = Custody.objects.filter(act="viewed").values_list("actor", "channel", "address")
    assert list(viewed) == [(scene.actor(scene.handler).ref, "page", "10.0.0.5")]


@pytest.mark.rule("INT-8", "EVI-16")
def test_a_sealed_recording_is_played_in_parts_too(scene: Scene) -> None:
    content = tone(12)
    url = handed_in(scene, content, kind="identity") + "play/"
    part = scene.client(scene.handler).get(url, headers={"range": "bytes=150000-150099"})
    assert body(part) == content[150_000:150_100]


@pytest.mark.rule("INT-8")
def test_who_may_not_open_it_does_not_hear_it(scene: Scene, client: Client) -> None:
    url = handed_in(scene, tone())
    own = f"/my{url}play/"
    owner = scene.client("wangfang").get(own)
    assert (owner.status_code, body(owner)) == (200, tone())
    assert "<audio" in scene.client("wangfang").get(f"/my{url}pages/").content.decode()
    for who in ("liushifu", "limingyuan", "zhengyun"):
        stranger = scene.client(who)
        assert [stranger.get(f"{url}play/").status_code, stranger.get(own).status_code] == [404, 404]
    assert [client.get(f"{url}play/").status_code, client.get(own).status_code] == [302, 302]
    assert client.get(f"/portal/follow/{scene.number}/exhibits/E1/play/").status_code in (302, 404)


def test_the_page_says_what_one_gets(scene: Scene) -> None:
    url = handed_in(scene, tone())
    page = scene.client(scene.handler).get(f"{url}pages/").content.decode()
    assert "这里播放的是原件；播放会记入保管记录" in page
    assert f'<audio class="recording" controls preload="none" src="{url}play/"' in page
    assert "下载原件" in page


def test_a_voice_message_that_no_browser_plays_is_told(scene: Scene) -> None:
    url = handed_in(scene, b"#!AMR\n" + bytes(200), "语音.amr")
    page = scene.client(scene.handler).get(f"{url}pages/").content.decode()
    assert "浏览器播放不了这种录音" in page
    assert "<audio" not in page


def test_what_is_no_recording_is_not_played(scene: Scene) -> None:
    url = handed_in(scene, b"\x89PNG\r\n\x1a\n" + bytes(40), "照片.png", "goods_photo")
    assert scene.client(scene.handler).get(f"{url}play/").status_code == 404
    assert scene.client(scene.handler).get(f"/cases/{scene.number}/exhibits/E9/play/").status_code == 404


def test_a_form_is_no_place_for_it(scene: Scene) -> None:
    url = handed_in(scene, tone())
    file = SimpleUploadedFile("a.wav", tone())
    assert scene.client(scene.handler).post(f"{url}play/", {"file": file}).status_code == 405
