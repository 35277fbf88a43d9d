#!/usr/bin/env bash
# Each fuzz target for some seconds, beginning with the shipped examples. Usage: run_all.sh BIN_DIR SECONDS
set -euo pipefail
bin=$1
seconds=$2
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
cp campaigns/examples/*.json campaigns/kinds/*.json "$corpus"
"$bin/campaign_fuzz" -max_total_time="$seconds" -max_len=65536 -timeout=10 "$corpus"
mkdir "$corpus/answers"
cp connectors/templates/*.json tests/corpus/templates-*/*.json "$corpus/answers"
"$bin/connector_fuzz" -max_total_time="$seconds" -max_len=16384 -timeout=10 "$corpus/answers"
mkdir "$corpus/wire"
"$bin/wire_fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 "$corpus/wire"
