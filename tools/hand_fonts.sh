#!/usr/bin/env bash
# A pen's handwriting for the long report on reading (tests/pictures): Long Cang, SIL Open Font License 1.1.
# It is in no Debian package, so it comes from npm, and only into var/fonts; the suite of tests does without.
set -euo pipefail
cd "$(dirname "$0")/.."
version=5.3.0
file=long-cang-chinese-simplified-400-normal.woff2
[ -e "var/fonts/$file" ] && exit 0
mkdir -p var/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "@fontsource/long-cang@$version" >/dev/null && tar xzf ./*.tgz)
cp "$work/package/files/$file" var/fonts/
