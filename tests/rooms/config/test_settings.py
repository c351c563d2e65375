"""Settings: secrets kept private, addresses of databases understood, safe without being told."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from gongdao.config.address import database_settings, socket_folder
from gongdao.config.secret import WeakSecretKey, secret_key
from gongdao.config.static import StaticFiles


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGDAO_SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)


def _read(expression: str, **environment: str) -> str:
    """Return what a fresh program reads in its settings."""
    code = f"from gongdao.config import settings\nprint({expression})"
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "home")
    assert len(key) == 64
    assert secret_key(tmp_path / "home") == key
    file = tmp_path / "home" / "secret_key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [file] == list(file.parent.iterdir())


def test_programs_starting_at_once_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(secret_key, [tmp_path] * 64))) == 1


def test_given_key_is_used_and_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGDAO_SECRET_KEY", "k" * 32)
    assert secret_key(tmp_path) == "k" * 32
    assert not list(tmp_path.iterdir())


def test_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGDAO_SECRET_KEY", "k" * 31)
    with pytest.raises(WeakSecretKey, match="has 31 characters; it needs at least 32"):
        secret_key(tmp_path)


def test_embedded_database_is_reached_by_its_socket(tmp_path: Path) -> None:
    found = database_settings(tmp_path)
    assert (found["HOST"], found["NAME"], found["USER"]) == (str(tmp_path / "run"), "gongdao", "gongdao")
    assert found["CONN_HEALTH_CHECKS"] is False


def test_outside_database_is_read_from_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:6432/cases?sslmode=verify-full")
    found = database_settings(tmp_path)
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "cases")
    assert (found["USER"], found["PASSWORD"]) == ("me", "p@ss")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("name", ["x" * 100, "项目" * 20, "a,b", "it's", 'a"b'])
def test_socket_lies_in_tmp_where_its_name_would_not_do(name: str) -> None:
    folder = socket_folder(Path("/srv") / name)
    assert folder.parent == Path("/tmp")
    assert folder == socket_folder(Path("/srv") / name)
    assert folder != socket_folder(Path("/srv") / (name + "x"))


def test_settings_are_safe_without_being_told() -> None:
    assert settings.ALLOWED_HOSTS[:3] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert _read("settings.DEBUG") == "False"
    assert _read("settings.PASSWORD_HASHERS[0]").endswith("Argon2PasswordHasher")


def test_https_makes_cookies_and_redirects_safe_for_it() -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS > 0"]
    expression = ", ".join(f"settings.{name}" for name in names)
    assert _read(expression) == "False False False False"
    assert _read(expression, GONGDAO_HTTPS="1") == "True True True True"


def test_hosts_come_from_the_environment() -> None:
    assert (
        _read("settings.ALLOWED_HOSTS", GONGDAO_HOSTS="a.example, b.example") == "['a.example', 'b.example']"
    )


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "203.0.113.9")])
def test_callers_address_is_what_the_last_trusted_proxy_says(
    monkeypatch: pytest.MonkeyPatch, proxies: int, address: str
) -> None:
    from allauth.account.adapter import get_adapter
    from django.test import RequestFactory

    assert _read("settings.ALLAUTH_TRUSTED_PROXY_COUNT", GONGDAO_PROXIES=str(proxies)) == str(proxies)
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", proxies)
    # What the caller sent itself stands first and is not believed.
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")
    assert get_adapter(request).get_client_ip(request) == address


def test_address_of_a_static_file_tells_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { color: red }")
    files = StaticFiles(location=tmp_path, base_url="/static/")
    list(files.post_process({"a.css": (files, "a.css")}))
    found = [files.url("a.css") for _ in range(2)]
    assert re.fullmatch(r"/static/a\.[0-9a-f]{12}\.css", found[0])
    assert found[1] == found[0]
    with pytest.raises(ValueError, match=r"b\.css"):
        files.url("b.css")
