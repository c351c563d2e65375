#!/usr/bin/env bash
# What the tests need beside Python: a browser, Chinese fonts, Debian's PostgreSQL 15. Installed where we may.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
[ -n "$(fc-list ':lang=zh-cn' 2>/dev/null | head -n 1)" ] || missing+=(fonts-noto-cjk fontconfig)
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装测试所需 / installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # No cluster of the distribution's own is wanted, only its programs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif [ -n "${CI:-}" ]; then
    echo "缺少 / missing: ${missing[*]} — run as root on Debian, or install them" >&2
    exit 1
else
    echo "缺少 / missing: ${missing[*]} — 相关测试将跳过 / the tests that need them are skipped" >&2
fi
