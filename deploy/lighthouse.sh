#!/usr/bin/env bash
# Lighthouse on the main public pages of a running `make run`, as a phone on slow 4G (its own preset).
# Fetches Lighthouse by npx once; needs Node 18.20 or later, and Chromium. What it found: docs/accessibility.md.
#   deploy/lighthouse.sh [http://127.0.0.1:8000]
set -eu
address=${1:-http://127.0.0.1:${PORT:-8000}}
least=95
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
reports=$(mktemp -d)
echo "reports: $reports"

venue=$(curl -sf "$address/venues/" | grep -o '/venues/[a-z0-9-]*/"' | head -n 1 | tr -d '"')
status=0
for page in / /venues/ "$venue" /statistics/ /accounts/login/ /about/help; do
    report=$reports/$(echo "$page" | tr / _).json
    npx --yes lighthouse@12.8.2 "$address$page" --quiet --output=json --output-path="$report" \
        --only-categories=performance,accessibility,best-practices \
        --chrome-flags="--headless=new --no-sandbox --disable-gpu"
    node - "$report" "$page" "$least" <<'JS' || status=1
const [report, page, least] = process.argv.slice(2);
const { categories, audits } = JSON.parse(require("fs").readFileSync(report));
const scores = Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)]);
const weight = Math.round(audits["total-byte-weight"].numericValue / 1000);
console.log(page, scores.map((pair) => pair.join(" ")).join(", ") + `, ${weight} kB`);
process.exitCode = scores.some(([, score]) => score < least) ? 1 : 0;
JS
done
exit $status
