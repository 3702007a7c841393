#!/usr/bin/env bash
# Every check that needs no running program. All of them run; the last lines name what failed.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
export SAVEFACE_PROFILE=test
failed=()

check() {
    local name=$1 advice=$2 output
    shift 2
    if output=$("$@" 2>&1); then
        echo "[check] $name: ok"
    else
        echo "[check] $name: FAILED"
        echo "$output"
        failed+=("$name — $advice")
    fi
}

openapi_is_current() {
    local fresh result
    fresh=$(mktemp)
    "$bin/python" manage.py spectacular --validate --fail-on-warn --file "$fresh" \
        && diff -u docs/openapi.yaml "$fresh"
    result=$?
    rm -f "$fresh"
    return $result
}

scripts_read_well() {
    if [[ ! -e node_modules/.installed ]]; then
        echo "The linter is not installed: make setup needs Node for it. On Debian: apt install npm"
        return 1
    fi
    node_modules/.bin/biome ci --error-on-warnings --colors=off
}

check "format" "make format" "$bin/ruff" format --check --quiet .
check "lint" "make format mends some; the rest by hand" "$bin/ruff" check --quiet .
check "scripts" "make format mends some; the rest by hand" scripts_read_well
check "templates" "djlint names rule and line; pyproject.toml says which rules do not count" \
    "$bin/djlint" --lint --quiet templates
check "types" "mypy names the lines" "$bin/mypy"
check "import directions" "see the contracts in pyproject.toml" "$bin/lint-imports"
check "settings" "manage.py check names the setting" "$bin/python" manage.py check --fail-level WARNING
check "migrations" "manage.py makemigrations" "$bin/python" manage.py makemigrations --check --dry-run
check "translations" "make messages, then translate" "$bin/python" deploy/translations.py check
check "OpenAPI" "make openapi, and read the difference" openapi_is_current

if ((${#failed[@]})); then
    printf '[check] failed: %s\n' "${failed[@]}"
    exit 1
fi
