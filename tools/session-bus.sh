# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# session-bus.sh: a private session bus for whatever program this shell becomes, with a keyring that is there, and open, for the first who
# asks. Sourced by inside.sh and tests/ui/session.sh. Wants XDG_RUNTIME_DIR.

# Runs a helper that ends when this process does, also after kill -9 and also when the process has become another program.
tied () { exec setpriv --pdeathsig TERM "$@"; }

start_session_bus () {
  local services=$XDG_RUNTIME_DIR/dbus-1/services

  # gnome-keyring started in the usual way would ask for a password in a window that nobody sees. An empty password makes it ask, too.
  mkdir -p "$services"
  cat >"$services/org.freedesktop.secrets.service.$$" <<SERVICE
[D-BUS Service]
Name=org.freedesktop.secrets
Exec=/bin/sh -c 'printf magnus | exec gnome-keyring-daemon --unlock --components=secrets --foreground'
SERVICE
  mv "$services/org.freedesktop.secrets.service.$$" "$services/org.freedesktop.secrets.service"

  exec 7< <(tied dbus-daemon --session --nofork --nopidfile --nosyslog --print-address --address="unix:dir=$XDG_RUNTIME_DIR" 2>/dev/null)
  read -r DBUS_SESSION_BUS_ADDRESS <&7
  exec 7<&-
  export DBUS_SESSION_BUS_ADDRESS
}
