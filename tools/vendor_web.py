"""Refresh the front-end files that the pages ship with.

The files come from npm packages, fetched by name with `npm pack NAME` and copied into
`src/gongdao/web/static/web/vendor/` together with their licence texts and a manifest
(name, version, licence, file, sha256). There is no build step: the copies are what is served.

    mkdir /tmp/vendor && cd /tmp/vendor
    npm pack htmx.org@2 @tabler/core @tabler/icons echarts
    python tools/vendor_web.py /tmp/vendor
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/gongdao/web/static/web/vendor"

# package -> (licence id, files to take, licence texts to take)
PACKAGES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "htmx.org": ("0BSD", {"dist/htmx.min.js": "htmx/htmx.min.js"}, {"LICENSE": "htmx/LICENSE"}),
    "@tabler/core": (
        "MIT",
        {"dist/css/tabler.min.css": "tabler/tabler.min.css", "dist/js/tabler.min.js": "tabler/tabler.min.js"},
        {},  # the package carries its licence by name only; the text is the one of its icons
    ),
    "@tabler/icons": ("MIT", {}, {"LICENSE": "tabler/LICENSE"}),
    "echarts": (
        "Apache-2.0",
        {"dist/echarts.min.js": "echarts/echarts.min.js"},
        {
            "LICENSE": "echarts/LICENSE",
            "NOTICE": "echarts/NOTICE",
            "licenses/LICENSE-d3": "echarts/LICENSE-d3",
        },
    ),
}

ICONS = """
adjustments alarm alert-circle alert-triangle archive arrow-back-up arrow-forward-up arrow-left
arrow-right arrow-up arrows-exchange ban bell bolt building building-store calendar certificate
chart-bar chart-line check checks chevron-down chevron-left chevron-right chevron-up circle-check
circle-dashed circle-x clock coin copy credit-card device-mobile dots dots-vertical download edit
external-link eye eye-off file-text files filter flag gavel hand-stop heart-handshake help-circle
history home hourglass inbox info-circle key language list-check lock login logout mail map-pin
menu-2 message messages mood-angry mood-neutral mood-sad mood-smile notes package paperclip pencil
phone photo player-pause player-play player-stop plus printer qrcode receipt refresh report scale
search send settings share shield-check shield-lock sort-descending speakerphone star thumb-down
thumb-up timeline tool trash truck upload user user-check user-plus users users-group video wallet x
""".split()


def read_packages(folder: Path) -> dict[str, tuple[str, dict[str, bytes]]]:
    """Return package name -> (version, path inside the package -> bytes) for every archive in `folder`."""
    packages = {}
    for archive in sorted(folder.glob("*.tgz")):
        with tarfile.open(archive) as tar:
            files = {
                member.name.removeprefix("package/"): extracted.read()
                for member in tar
                if member.isfile() and (extracted := tar.extractfile(member)) is not None
            }
        about = json.loads(files["package.json"])
        packages[about["name"]] = (about["version"], files)
    return packages


def served(path: str, data: bytes) -> bytes:
    """Return the file as published, without the pointer to a source map that we do not ship."""
    if path.endswith((".js", ".css")):
        data = re.sub(rb"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$", b"\n", data)
    return data


def icon_sprite(files: dict[str, bytes]) -> bytes:
    """Return one SVG with a `<symbol>` per icon, used as `<use href="…/icons.svg#bell">`."""
    symbols = []
    for name in ICONS:
        svg = files[f"icons/outline/{name}.svg"].decode()
        inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
        shapes = [
            line.strip() for line in inner.splitlines() if line.strip() and 'd="M0 0h24v24H0z"' not in line
        ]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def main(folder: Path) -> None:
    """Copy every listed file, make the icon sprite and write the manifest."""
    packages = read_packages(folder)
    manifest = ["# Written by tools/vendor_web.py; a test compares the hashes with the files.", ""]
    for name, (licence, wanted, texts) in PACKAGES.items():
        version, files = packages[name]
        contents = {target: served(source, files[source]) for source, target in (wanted | texts).items()}
        if name == "@tabler/icons":
            contents["tabler/icons.svg"] = icon_sprite(files)
        for target, data in contents.items():
            path = TARGET / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        manifest += ["[[package]]", f'name = "{name}"', f'version = "{version}"', f'licence = "{licence}"']
        manifest += ["[package.files]"]
        manifest += [
            f'"{target}" = "{hashlib.sha256(data).hexdigest()}"' for target, data in contents.items()
        ]
        manifest += [""]
    (TARGET / "VENDORED.toml").write_text("\n".join(manifest), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
