#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# session.sh [--keep-profile] CMD...: runs CMD in a graphical session of its own: a virtual X display with a window manager, a session bus, a
# keyring that is open, accessibility when somebody asks for it. HOME and the XDG folders are fresh and removed afterwards, or with
# --keep-profile the caller's own. UI_SIZE=1280x900 is the size of the display.

set -euo pipefail

# shellcheck source=tools/session-bus.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/session-bus.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/ui.XXXXXX")

# A practice server started by the program stays for the next one; with this session's own profile there is none.
# shellcheck disable=SC2317 # called by the trap
tidy () {
  local environ
  for environ in /proc/[0-9]*/environ; do
    grep -qzxF "XDG_RUNTIME_DIR=$work/run" "$environ" 2>/dev/null || continue
    environ=${environ#/proc/}
    kill "${environ%/environ}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap tidy EXIT

export MAGNUS_UI_SESSION=1
if [ "${1-}" = --keep-profile ]; then
  shift
else
  mkdir -m 700 "$work"/{run,home,config,data,cache,state}
  export HOME=$work/home XDG_RUNTIME_DIR=$work/run GSETTINGS_BACKEND=keyfile
  export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state
fi
unset WAYLAND_DISPLAY WAYLAND_SOCKET XAUTHORITY
[ "${GTK_A11Y-}" != test ] || unset GTK_A11Y # what in-process tests are run with would hide the program from its driver
export GDK_BACKEND=x11 GSK_RENDERER=${GSK_RENDERER:-cairo} GDK_DEBUG=no-portals ADW_DISABLE_PORTAL=1 LC_ALL=${LC_ALL:-C.UTF-8}

# -displayfd: the server itself finds a free number, so sessions can run side by side.
exec 6< <(tied Xvfb -displayfd 1 -screen 0 "${UI_SIZE:-1280x900}x24" -nolisten tcp -noreset 2>"$work/xvfb.log")
read -r display <&6 || { echo "session.sh: no virtual display: $(tail -n 1 "$work/xvfb.log")" >&2; exit 1; }
exec 6<&-
export DISPLAY=:$display
start_session_bus

tied openbox >/dev/null 2>&1 &
for _ in {1..200}; do
  xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q window && break
  sleep 0.02
done

status=0
"$@" || status=$?
exit "$status"
