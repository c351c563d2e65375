#!/usr/bin/env bash
# What the tests need beside Python: a browser, Chinese fonts, Debian's PostgreSQL 15, curl, git and openssl. Installed
# where we may; what is missing then is told, and with CI set nothing is passed over: the run ends here.
set -euo pipefail

face() { # FILE: whether this font is here
    find /usr/share/fonts -name "$1" 2>/dev/null | grep -q .
}

have() { # NAME: whether a need is met
    case $1 in
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
    fonts-noto-cjk) [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null | head -n 1)" ] ;;
    fonts-wqy-microhei) face wqy-microhei.ttc ;;
    fonts-wqy-zenhei) face wqy-zenhei.ttc ;;
    fonts-arphic-gbsn00lp) face gbsn00lp.ttf ;;
    fonts-arphic-gkai00mp) face gkai00mp.ttf ;;
    fonts-lxgw-wenkai) face LXGWWenKai-Light.ttf ;;
    postgresql-15) [ -x /usr/lib/postgresql/15/bin/postgres ] ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

missing_of() { # NAMES: those not met
    for need in "$@"; do have "$need" || echo "$need"; done
}

# Other printed and written faces than Noto: pictures of evidence are drawn with them (tests/pictures/fonts.py).
faces=(fonts-wqy-microhei fonts-wqy-zenhei fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-lxgw-wenkai)
mapfile -t missing < <(missing_of chromium fonts-noto-cjk postgresql-15 curl git openssl "${faces[@]}")
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "安装测试所需 / installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # No cluster of the distribution's own is wanted, only its programs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    apt-get update -qq || echo "apt-get update: 未完成 / did not succeed" >&2
    # One by one: a release that lacks one of them still gets the others.
    for need in "${missing[@]}"; do
        packages=("$need")
        [ "$need" = fonts-noto-cjk ] && packages+=(fontconfig)
        apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null || echo "$need: 装不上 / cannot be installed" >&2
    done
    mapfile -t missing < <(missing_of "${missing[@]}")
    [ ${#missing[@]} -eq 0 ] && exit 0
fi
if [ -n "${CI:-}" ]; then
    echo "缺少 / missing: ${missing[*]} — run as root on Debian 12, or install them" >&2
    exit 1
fi
echo "缺少 / missing: ${missing[*]} — 相关测试将跳过 / the tests that need them are skipped" >&2
