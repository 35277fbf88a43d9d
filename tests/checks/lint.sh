#!/usr/bin/env bash
# clang-format and clang-tidy-19 over the product's sources; warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/../.."
mapfile -t all < <(find config campaigns connectors scheduler tests -name '*.cpp' -o -name '*.hpp')
clang-format --dry-run --Werror "${all[@]}"
cmake --preset dev -DOUTREACH_TESTS=OFF -DOUTREACH_BENCH=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
cmake --build --preset dev --target outreach_lua outreach_messages >&2
mapfile -t sources < <(find config campaigns connectors scheduler -name '*.cpp')
printf '%s\n' "${@:-${sources[@]}}" |
  xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option
