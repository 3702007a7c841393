#!/usr/bin/env bash
# What `make test-all` needs beside Python: PostgreSQL, Redis, chromium, Chinese fonts.
# Starts what is down; installs what is missing where it may (root on Debian); else says what to do.
set -u
cd "$(dirname "$0")/.."
python=.venv/bin/python
postgres=${TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432/test}
redis=${TEST_REDIS:-redis://127.0.0.1:6379}

say() { echo "[services] $*"; }

install() {
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        say "missing: $*. Install them (on Debian, as root: apt-get install $*)."
        return 1
    fi
    say "installing $*"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y "$@"; } \
        >/dev/null || { say "apt-get could not install $*: see above."; return 1; }
}

postgres_answers() { "$python" -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)' "$postgres" 2>/dev/null; }
redis_answers() { "$python" -c 'import redis, sys; redis.from_url(sys.argv[1], socket_timeout=3).ping()' "$redis" 2>/dev/null; }

wait_for() { for _ in {1..50}; do "$1" && return; sleep 0.2; done; return 1; }

start_postgres() {
    if ls -d /var/lib/postgresql/*/main >/dev/null 2>&1; then
        service postgresql start >/dev/null 2>&1
        wait_for postgres_answers && return
    fi
    ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || install postgresql || return
    wait_for postgres_answers || own_cluster
}

# A cluster for tests alone: trusts this machine, listens on it alone, lies in /tmp.
own_cluster() {
    local bin data=/tmp/saveface-postgresql as=()
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
    if [[ $(id -u) == 0 ]]; then
        service postgresql stop >/dev/null 2>&1
        as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    fi
    [[ -d $data ]] || "${as[@]}" "$bin/initdb" -D "$data" -U postgres -A trust >/dev/null || return
    "${as[@]}" "$bin/pg_ctl" -D "$data" -l "$data/log" -w \
        -o "-c listen_addresses=127.0.0.1 -c fsync=off -k /tmp" start >/dev/null || return
    "${as[@]}" "$bin/createdb" -h 127.0.0.1 -U postgres test 2>/dev/null
    wait_for postgres_answers
}

start_redis() {
    command -v redis-server >/dev/null || install redis-server || return
    redis-server --daemonize yes --save "" --bind 127.0.0.1 --dir /tmp >/dev/null
    wait_for redis_answers
}

browser() {
    command -v chromium >/dev/null || install chromium || return
    fc-list 2>/dev/null | grep -q "Noto Sans CJK" || install fontconfig fonts-noto-cjk
}

result=0
postgres_answers || start_postgres \
    || { say "PostgreSQL does not answer at $postgres. Start it, or set TEST_POSTGRES."; result=1; }
redis_answers || start_redis \
    || { say "Redis does not answer at $redis. Start it, or set TEST_REDIS."; result=1; }
browser || result=1
exit $result
