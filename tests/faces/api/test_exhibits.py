"""Evidence over HTTP."""

from django.core.files.uploadedfile import SimpleUploadedFile

from .scene import Scene

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def photo(name: str = "照片.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_x(scene: Scene) -> None:
    number = scene.open_case()
    r = scene.customer.upload(
        f"/cases/{number}/exhibits", {"file": photo(), "kind": "goods_photo", "explanation": "破损"}
    )
    print(r.content.decode())
    for caller in (scene.customer, scene.handler, scene.colleague, scene.stranger):
        r = caller.get(f"/cases/{number}")
        print(r.content.decode())
        r = caller.get(f"/cases/{number}/events")
        print(r.content.decode()[:2000])
        r = caller.get(f"/cases/{number}/actions")
        print(r.content.decode()[:1000])
        r = caller.get(f"/cases/{number}/exhibits/E1")
        print(r.status_code, r.headers)
        r = caller.get(f"/cases/{number}/deadlines/proposal/explanation")
        print(r.content.decode())
        r = caller.get("/cases")
        print(r.content.decode()[:300])
        r = caller.get("/cases?order=x")
        print(r.content.decode()[:300])
        r = caller.get("/cases?bla=x")
        print(r.content.decode()[:300])
        r = caller.get("/cases?status=received&status=closed&limit=2")
        print(r.content.decode()[:300])
        r = caller.get("/cases?limit=0")
        print(r.content.decode()[:300])
