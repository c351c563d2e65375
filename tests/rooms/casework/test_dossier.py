"""The case file: whole, signed, and checked by a program that knows nothing of us."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from gongdao.casework.dossier import archive
from gongdao.casework.outcome import CaseNotFound, Outcome
from gongdao.exhibits.models import Custody
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.terms import Exhibit, Liability, Party

from .company import WORKORDER, Company, party, stored

Files = dict[str, bytes]
FINE = {
    "bytes": "yes",
    "chain": "yes",
    "signed": "yes",
    "time": "not shown",
    "replay": "yes",
    "redactions": "yes",
}


@pytest.fixture
def case(company: Company) -> Outcome:
    """A work order whose technician is relieved of part by an appeal, with evidence of two people."""
    judged = company.judged()
    photo = Exhibit(stored("破损照片", company.now), "goods_photo", "右下角破损", "照片.txt")
    company.act(c.SubmitExhibit(photo), company.customer, judged)
    appealed = company.appealed(judged, now=company.now + timedelta(hours=1))
    reviewer = appealed.state.appeals["A1"].reviewer
    new = (
        Liability("technician:7", 2_000, 6_000, "work"),
        Liability("carrier:yunda", 8_000, 24_000, "transport"),
    )
    by = Actor(ref=reviewer, refs=frozenset({reviewer}), roles=frozenset({"appeal_reviewer"}), verified=True)
    decided = c.DecideAppeal("A1", "shift", "交接单注明外箱破损", new)
    return company.act(decided, by, judged, company.now + timedelta(hours=2))


def made(case: Outcome, company: Company, actor: Actor = SYSTEM, **more: object) -> Files:
    """The files of the case file as this reader gets it."""
    target = io.BytesIO()
    archive.make(target, case.number, actor=actor, now=company.now + timedelta(days=1), **more)  # type: ignore[arg-type]  # only `reveal`
    with zipfile.ZipFile(target) as packed:
        return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}


def answers(
    files: Files, tmp_path: Path, *options: str, flags: tuple[str, ...] = ("-I", "-S")
) -> dict[str, str]:
    """What the enclosed program answers, run alone as README.txt says: in a folder of its own, isolated."""
    folder = tmp_path / f"file{len(list(tmp_path.iterdir()))}"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, *flags, str(folder / "verify.py"), "--json", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    found = {name: told["answer"] for name, told in json.loads(done.stdout).items()}
    assert done.returncode == (1 if "no" in found.values() else 0)
    return found


def in_process(files: Files, tmp_path: Path) -> dict[str, str]:
    """The same answers, quicker: the verifier as it stands in the source."""
    target = tmp_path / "case.zip"
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return {name: told[0] for name, told in verifier().check(target).items()}


def verifier() -> object:
    """The module verify.py of the source, loaded as it loads itself."""
    folder = str(Path(archive.__file__).with_name("offline"))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import verify  # type: ignore[import-not-found]  # lies beside the package, not in it

    return verify


def test_whoever_may_see_all_gets_all_and_it_verifies(
    case: Outcome, company: Company, tmp_path: Path
) -> None:
    files = made(case, company)
    assert answers(files, tmp_path) == FINE
    assert {name for name in files if name.startswith("decision/")} == {
        "decision/F1.json",
        "decision/A1.json",
    }
    assert len([name for name in files if name.startswith("evidence/")]) == 4
    assert json.loads(files["manifest.json"])["events"] == case.version


@pytest.mark.parametrize("flags", [("-I",), ()], ids=["isolated", "plain"])
def test_no_file_put_into_the_folder_runs_in_place_of_a_part_of_python(
    case: Outcome, company: Company, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    stranger = b"raise SystemExit('ran')"
    files = made(case, company) | dict.fromkeys(("json.py", "hashlib.py", "argparse.py"), stranger)
    assert answers(files, tmp_path, flags=flags) == {**FINE, "bytes": "no"}


def test_the_program_alone_says_what_it_lacks(case: Outcome, company: Company, tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(made(case, company)["verify.py"])
    said = subprocess.run([sys.executable, "-I", alone], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (1, "")
    assert "Unpack the whole case file: conditions.py is not here" in said.stderr
    assert "Traceback" not in said.stderr


def test_what_a_desktop_leaves_in_a_folder_is_not_taken_for_a_part_of_the_file(
    case: Outcome, company: Company, tmp_path: Path
) -> None:
    files = made(case, company)
    assert answers({**files, ".DS_Store": b"\0\0", "evidence/Thumbs.db": b"\0"}, tmp_path) == FINE
    assert in_process({**files, ".DS_Store": b"\0\0"}, tmp_path)["bytes"] == "no"  # within the ZIP


def test_every_changed_byte_is_found(case: Outcome, company: Company, tmp_path: Path) -> None:
    files = made(case, company)
    for name, content in files.items():
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            assert "no" in in_process({**files, name: bytes(changed)}, tmp_path).values(), (name, place)


def test_every_missing_or_further_file_is_found(case: Outcome, company: Company, tmp_path: Path) -> None:
    files = made(case, company)
    for name in files:
        left = {other: content for other, content in files.items() if other != name}
        assert "no" in in_process(left, tmp_path).values(), name
    assert in_process({**files, "evidence/more.jpg": b"x"}, tmp_path)["bytes"] == "no"


@pytest.mark.parametrize("change", ["dropped", "swapped", "repeated"])
def test_events_dropped_swapped_or_repeated_are_found_whatever_the_list_says(
    change: str, case: Outcome, company: Company, tmp_path: Path
) -> None:
    """Whoever changes the events and writes a new list to fit still has no signature."""
    files = made(case, company)
    lines = files["events.jsonl"].splitlines(keepends=True)
    if change == "dropped":
        lines.pop(3)
    elif change == "swapped":
        lines[3], lines[4] = lines[4], lines[3]
    else:
        lines.insert(3, lines[3])
    files["events.jsonl"] = b"".join(lines)
    found = in_process(relisted(files), tmp_path)
    assert (found["bytes"], found["chain"], found["signed"]) == ("yes", "no", "no")


def relisted(files: Files) -> Files:
    """The files with a list that fits them."""
    from hashlib import sha256

    from gongdao.lib.canonical import canonical
    from gongdao.lib.signing import sm3

    manifest = json.loads(files["manifest.json"])
    for item in manifest["files"]:
        content = files[item["path"]]
        item |= {"sha256": sha256(content).hexdigest(), "sm3": sm3(content), "size_bytes": len(content)}
    return {**files, "manifest.json": canonical(manifest)}


def test_a_file_signed_with_another_key_is_found_by_the_fingerprint(
    case: Outcome, company: Company, tmp_path: Path
) -> None:
    files = made(case, company)
    own = json.loads(files["proof/keys.json"])["sha256"]
    assert answers(files, tmp_path, "--key", own)["signed"] == "yes"
    assert answers(files, tmp_path, "--key", "0" * 64)["signed"] == "no"


@pytest.mark.rule("INT-8")
def test_a_party_gets_its_own_and_commitments_for_the_rest(
    case: Outcome, company: Company, tmp_path: Path
) -> None:
    files = made(case, company, party("technician:7"))
    assert answers(files, tmp_path) == FINE
    paper = pypdfium2.PdfDocument(files.pop("case.pdf"))
    everything = b"\n".join(files.values()).decode()
    everything += "".join(page.get_textpage().get_text_bounded() for page in paper)
    assert "办理经过" in everything
    assert "13812345678" not in everything
    assert "王女士" not in everything
    photo = case.state.exhibits["E1"].exhibit.sha256
    assert photo not in everything
    assert f"evidence/{case.state.exhibits['E2'].exhibit.sha256}" in files


@pytest.mark.rule("INT-8")
def test_what_is_disclosed_is_what_was_committed_to(case: Outcome, company: Company, tmp_path: Path) -> None:
    reveal = frozenset({(1, "complainant.contact")})
    files = made(case, company, party("technician:7"), reveal=reveal)
    told = json.loads(files["disclosures/1-complainant.contact.json"])
    assert told["value"] == "13812345678"
    assert in_process(files, tmp_path)["redactions"] == "yes"
    told["value"] = "13800000000"
    files["disclosures/1-complainant.contact.json"] = json.dumps(told).encode()
    assert in_process(files, tmp_path)["redactions"] == "no"


def test_a_finding_that_does_not_follow_from_the_table_is_found(
    case: Outcome, company: Company, tmp_path: Path
) -> None:
    files = made(case, company)
    policy = json.loads(files["rules/policy.json"])
    for row in policy["finding"]["table"]:
        row["liable"] = [{"party": "carrier", "percent": 100}]
        row["when"] = row["when"].replace("work == 'improper'", "work == 'proper'")
    files["rules/policy.json"] = json.dumps(policy).encode()
    assert in_process(files, tmp_path)["replay"] == "no"


@pytest.mark.rule("INT-8")
@pytest.mark.rule("DEC-2", "DEC-3")
def test_facts_that_nobody_needed_to_find_change_nothing(company: Company, tmp_path: Path) -> None:
    """The verifier tries them all; a finding that left one open which decides is found out."""
    opened = company.open(policy=WORKORDER, respondents=(Party(ref="technician:7", name="李师傅"),))
    company.act(c.RespondFirst(text="已受理"), company.city_manager, opened)
    short = c.MakeFinding({"matter": "unpacking_damage", "work": "improper"}, "操作不规范致损")
    files = made(company.act(short, company.adjudicator, opened), company)
    assert in_process(files, tmp_path)["replay"] == "yes"
    [trace] = json.loads(files["trace.json"])
    body = json.loads(files["decision/F1.json"])
    policy = json.loads(files["rules/policy.json"])
    law = verifier()
    assert (trace["row"], sorted(body["facts"])) == ("improper_unpacking", ["matter", "work"])
    body = body | {"type": "finding_made"}
    assert law._wrong(policy, trace, body) == ""  # type: ignore[attr-defined]  # the program beside the package
    del body["facts"]["work"]
    said = law._wrong(policy, trace, body)  # type: ignore[attr-defined]  # as above
    assert said == "a fact was left open that decides which row applies"


def test_a_stranger_gets_nothing_and_reading_is_on_record(case: Outcome, company: Company) -> None:
    with pytest.raises(CaseNotFound):
        made(case, company, company.stranger)
    assert Custody.objects.filter(act="exported").count() == 0
    made(case, company, company.auditor)
    read = Custody.objects.filter(act="exported", case_id=case.case_id).values_list("actor", flat=True)
    assert list(read) == [company.auditor.ref] * 2
