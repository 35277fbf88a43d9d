#!/usr/bin/env bash
# Every benchmark with its fixed workload. Usage: run_all.sh BIN_DIR
set -euo pipefail
"$1/delivery_bench"
"$1/neighbour_bench"
"$1/core_bench"
"$1/scale_bench"
