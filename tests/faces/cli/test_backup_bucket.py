"""`gongdao backup` and `restore` where evidence lies in a bucket: all of it, and from place to place."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bucket import bucket_server

from .conftest import House, opened

pytestmark = pytest.mark.xdist_group("cli")
PAPER = b"\x89PNG\r\n\x1a\n" + b"name and number of somebody " * 500


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server with an empty bucket `evidence`."""
    with bucket_server() as address:
        yield address


def in_bucket(house: House, endpoint: str, prefix: str) -> House:
    """The installation with its evidence in the bucket, under a prefix of its own."""
    house.environment |= {
        "GONGDAO_S3_BUCKET": "evidence", "GONGDAO_S3_ENDPOINT": endpoint, "GONGDAO_S3_REGION": "us-east-1",
        "GONGDAO_S3_PREFIX": prefix, "GONGDAO_S3_KEY": "test", "GONGDAO_S3_SECRET": "test",
    }  # fmt: skip
    return house


def lying(endpoint: str, prefix: str) -> dict[str, bytes]:
    """What lies in the bucket under a prefix."""
    import boto3

    client = boto3.resource(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
    )  # fmt: skip
    found = client.Bucket("evidence").objects.filter(Prefix=f"{prefix}/")
    return {item.key.removeprefix(f"{prefix}/"): item.get()["Body"].read() for item in found}


def files(house: House) -> dict[str, bytes]:
    """What lies in the folder of an installation."""
    folder = Path(house.environment["GONGDAO_HOME"]) / "exhibits"
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in folder.glob("??/*")}


def test_evidence_in_a_bucket_is_in_the_backup_and_goes_where_it_is_restored(
    folders: Path, endpoint: str, tmp_path: Path
) -> None:
    archive = tmp_path / "all.tar"
    with opened(folders / "bucket-from") as house:
        in_bucket(house, endpoint, "from")
        assert house.migrate().run("demo").returncode == 0
        paper = tmp_path / "身份证.png"
        paper.write_bytes(PAPER)
        arguments = ("--description", "外箱破损", "--contact", "13800080001", "--as", "zhoumin")
        number = house.json("case", "open", *arguments)["number"]
        stored = house.json("case", "attach", str(paper), "--as", "chenjing")
        body = {"exhibit": {"sha256": stored["sha256"], "kind": "identity", "explanation": "本人"}}
        house.json(
            "case", "do", number, "submit_exhibit", "--json-body", json.dumps(body), "--as", "chenjing"
        )
        before = lying(endpoint, "from")
        assert files(house) == {}
        assert before[f"{stored['sha256'][:2]}/{stored['sha256'][2:]}"] != PAPER  # it is sealed
        told = house.json("backup", str(archive))
        assert (told["exhibits"], told["missing"]) == (len(before), 0)
        keys = (Path(house.environment["GONGDAO_HOME"]) / "exhibit_keys").read_bytes()
        _forget(endpoint, f"from/{min(before)}")
        told = house.json("backup", str(tmp_path / "less.tar"))
        assert (told["exhibits"], told["missing"]) == (len(before) - 1, 1)
    with opened(folders / "bucket-to") as house:
        in_bucket(house, endpoint, "to")
        (Path(house.environment["GONGDAO_HOME"]) / "exhibit_keys").write_bytes(keys)
        assert house.json("restore", str(archive))["differing"] == 0
        assert lying(endpoint, "to") == before
        assert files(house) == {}
        assert house.json("exhibits", "check")["wrong"] == []
    with opened(folders / "bucket-out") as house:
        (Path(house.environment["GONGDAO_HOME"]) / "exhibit_keys").write_bytes(keys)
        assert house.json("restore", str(archive))["differing"] == 0
        assert files(house) == before
        assert house.json("exhibits", "check")["wrong"] == []


def test_what_is_no_evidence_in_a_bucket_stays_out_of_the_backup(
    folders: Path, endpoint: str, tmp_path: Path
) -> None:
    import boto3

    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
    )  # fmt: skip
    client.put_object(Bucket="evidence", Key="mixed/notes.txt", Body=b"x")
    client.put_object(Bucket="evidence", Key="mixed/ab/../../etc/passwd", Body=b"x")
    with opened(folders / "bucket-mixed") as house:
        in_bucket(house, endpoint, "mixed").migrate()
        assert house.json("backup", str(tmp_path / "none.tar"))["exhibits"] == 0
    with tarfile.open(tmp_path / "none.tar") as archive:
        assert archive.getnames() == ["database.dump", "manifest.json"]


def _forget(endpoint: str, key: str) -> None:
    import boto3

    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
    )  # fmt: skip
    client.delete_object(Bucket="evidence", Key=key)
