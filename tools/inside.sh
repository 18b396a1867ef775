#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# inside.sh VERB [ARGS]: the verbs of dev, inside Debian 13, as an ordinary user. Run by dev, never by hand.

set -euo pipefail

start=$MAGNUS_CWD
# shellcheck source=tools/session-bus.sh
. "$MAGNUS_CHECKOUT/tools/session-bus.sh"
cd "$MAGNUS_CHECKOUT"

say () { printf 'dev: %s\n' "$*" >&2; }
die () { say "$*"; exit 1; }
session () { tests/ui/session.sh "$@"; }

# build NAME [OPTION...]: brings build/NAME up to date. Says nothing when there is nothing to do and writes nothing to standard output ever.
build () {
  local folder=build/$1 log=build/$1.log steps
  shift
  exec 8>"$folder.lock"
  flock 8
  if [ ! -e "$folder/build.ninja" ]; then
    say "preparing $folder (a few seconds)."
    meson setup --wipe "$folder" -Dwerror=true "$@" >"$log" 2>&1 || failed "meson setup" "$log"
  fi
  # First the build file itself, or the count of steps below is about an old one.
  ninja -C "$folder" build.ninja >"$log" 2>&1 || failed "meson" "$log"
  if ! ninja -C "$folder" -n >"$log" 2>&1 || ! tail -n 1 "$log" | grep -q 'no work to do'; then
    steps=$(sed -n 's/^\[[0-9]*\/\([0-9]*\)\].*/\1/p' "$log" | tail -n 1)
    say "building $folder: ${steps:-some} steps, about $((${steps:-60} / $(nproc) + 2)) s."
    ninja -C "$folder" >"$log" 2>&1 || failed "the build of $folder" "$log"
  fi
  exec 8>&-
}

# Shows what the compiler said, without its own page-long command lines.
failed () {
  local said
  said=$(grep -A 3 -E 'error:|ERROR:|undefined reference' "$2" | grep -vE '^(ccache|cc|c\+\+) ' | head -n 40)
  printf '%s\n' "${said:-$(tail -n 20 "$2")}" >&2
  die "$1 failed; the whole log is $2."
}

build_plain () { build meson; }
build_asan () { build asan -Db_sanitize=address,undefined -Dbuildtype=debugoptimized; }

# A display answers: the host's.
have_display () {
  [ -n "${WAYLAND_DISPLAY-}" ] || { [ -n "${DISPLAY-}" ] && xdpyinfo >/dev/null 2>&1; }
}

run_window () {
  if have_display; then
    start_session_bus
    exec magnus "$@"
  fi
  say "no display here: the window is drawn on a virtual one, where nobody sees it; './dev shots' takes its picture."
  exec tests/ui/session.sh --keep-profile magnus "$@"
}

# Every test once: what needs no display under the sanitizers, the rest as built for use. One argument: a suite, or part of a test's name.
run_tests () {
  local status=0 name=()
  rm -f build/{meson,asan}/meson-logs/testlog.json
  case ${1-} in '' | headless | display) ;; *) name=("*$1*") ;; esac

  [ "${1-}" = headless ] || build_plain
  if wanted display "${1-}"; then
    say "testing with a display (about two minutes)."
    session meson test -C build/meson --no-rebuild --no-suite headless "${name[@]}" >build/test-display.log 2>&1 || true
  fi
  if wanted headless "${1-}"; then
    build_asan
    say "testing under the sanitizers (about three minutes)."
    meson test -C build/asan --no-rebuild --suite headless "${name[@]}" >build/test-headless.log 2>&1 || true
  fi
  # The run's own verdict is the summary's.
  tools/summarize_tests.py build/{meson,asan}/meson-logs/testlog.json || status=$?
  exit "$status"
}

# wanted SUITE ASKED: does what was asked for, a suite, part of a test's name or nothing, mean something in SUITE?
wanted () {
  case $2 in
    '' | "$1") return 0 ;;
    headless | display) return 1 ;;
    *) meson test -C build/meson --no-rebuild --list --suite "$1" "*$2*" 2>/dev/null | grep -q . ;;
  esac
}

case $1 in
  shell)
    build_plain || true
    start_session_bus
    exec bash -i
    ;;
  exec)
    shift
    build_plain
    [ "$1" != magnus ] || { shift; run_window "$@"; }
    start_session_bus
    cd "$start" 2>/dev/null || true
    exec "$@"
    ;;
  run)
    shift
    build_plain
    run_window "$@"
    ;;
  test)
    shift
    run_tests "$@"
    ;;
  bench)
    shift
    build bench
    GTK_A11Y=none NO_AT_BRIDGE=1 session tools/run_benches.py build/bench "$@"
    ;;
  demo)
    build_plain
    say "doing the main job in the window, on the practice market (about half a minute)."
    tests/ui/session.sh --keep-profile tests/ui/demo.py build/screens
    if have_display; then
      start_session_bus
      exec magnus --practice
    fi
    ;;
  shots)
    build_plain
    session tests/ui/shots.py build/screens
    ;;
esac
