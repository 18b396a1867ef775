# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # here, cache, root and how come from dev and root.sh
#
# enter.sh: goes into the Debian 13 that root.sh found and runs tools/inside.sh there. Sourced by dev.
#
# The checkout, /tmp and the user's folders keep their paths inside, so file arguments and messages mean the same on both sides. `exec`, `run`,
# `demo` and `shell` share the network, the process ids and one profile: a practice server or database started by one is found by the next
# and can end in its own time (docs/decisions/0040). `test`, `bench` and `shots` are walled off, with a /tmp and a loopback of their own.

build=$here/build
profile=$build/profile
shared=$(dirname "$here")/shared

enter () {
  local verb=$1 walled=false

  case $here in
    /usr/* | /etc/* | /proc/* | /sys/* | /dev/*) die "the checkout can't be used below ${here%"${here#/*/}"}: move it, for example to your home folder." ;;
  esac
  case $verb in
    test | bench | shots) walled=true ;;
  esac
  choose_user
  make_folders
  fill_environment
  "enter_by_$how" "$@"
}

# Who we are inside. PostgreSQL refuses to run as root, so root becomes an ordinary user: by a mapping in a sandbox (user stays the owner of
# the files), else for real, and then preferably the owner of the checkout.
choose_user () {
  user=$(id -u) group=$(id -g)
  if [ "$how" = bwrap ]; then
    user_inside=1000 group_inside=1000
    if [ -z "$root" ] && [ "$user" -ne 0 ]; then
      user_inside=$user group_inside=$group
    elif [ -z "$root" ] && ! getent passwd 1000 >/dev/null; then
      user_inside=65534 group_inside=65534
    fi
  elif [ "$user" -eq 0 ]; then
    user=$(stat -c %u "$here") group=$(stat -c %g "$here")
    [ "$user" -ne 0 ] || user=1000 group=1000
    [ -n "$root" ] || getent passwd "$user" >/dev/null || user=65534 group=65534
    become=(setpriv --reuid "$user" --regid "$group" --clear-groups)
  fi
}

# The runtime folder holds sockets, whose paths are limited to 107 bytes: it is short, outside the checkout, and the same for all runs.
make_folders () {
  local folder
  run=/tmp/magnus-$user-$(printf %s "$here" | cksum | cut -d' ' -f1)
  mkdir -p "$build/screens" "$build/tmp" "$profile"/{home,config,data,cache,state} || die "$build can't be written: run dev as the owner of the checkout."
  mkdir -m 700 "$run" 2>/dev/null || true
  [ -O "$run" ] || [ "$(stat -c %u "$run" 2>/dev/null)" = "$user" ] || die "$run belongs to somebody else: remove it."
  [ "$user" = "$(id -u)" ] || chown -R "$user:$group" "$build" "$run" "$cache/ccache"
}

# The folder below build/ that this verb builds in: bench has other packages at hand.
built_in () {
  if [ "$verb" = bench ]; then echo bench; else echo meson; fi
}

# Everything a program inside gets to see of the caller's environment.
fill_environment () {
  local name zone
  vars=(
    "PATH=$build/$(built_in)/src/bin:/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    "MAGNUS_CHECKOUT=$here" "MAGNUS_CWD=$PWD" "HOME=$profile/home" USER=dev LOGNAME=dev SHELL=/bin/bash LANG=C.UTF-8 "TERM=${TERM:-dumb}"
    "XDG_CONFIG_HOME=$profile/config" "XDG_DATA_HOME=$profile/data" "XDG_CACHE_HOME=$profile/cache" "XDG_STATE_HOME=$profile/state"
    "XDG_RUNTIME_DIR=$run" "CCACHE_DIR=$cache/ccache" "CCACHE_BASEDIR=$here" CCACHE_NOHASHDIR=1 GSETTINGS_BACKEND=keyfile "GSETTINGS_SCHEMA_DIR=$build/$(built_in)/data"
    GDK_DEBUG=no-portals ADW_DISABLE_PORTAL=1 "GSK_RENDERER=${GSK_RENDERER:-cairo}"
  )
  [ ! -d "$shared/captures" ] || vars+=("MAGNUS_CAPTURES=$shared/captures")
  [ ! -d "$shared/reference" ] || vars+=("MAGNUS_REFERENCE=$shared/reference")
  zone=$(readlink /etc/localtime || true)
  vars+=("TZ=${TZ:-${zone##*/zoneinfo/}}")
  for name in $(compgen -e); do
    case $name in
      MAGNUS_CHECKOUT | MAGNUS_CAPTURES | MAGNUS_REFERENCE | GSK_RENDERER) ;;
      MAGNUS_* | G_MESSAGES_DEBUG | G_DEBUG | GTK_* | GDK_* | ADW_* | *SAN_OPTIONS | COLORTERM | NO_COLOR | COLUMNS | http_proxy | https_proxy | no_proxy)
        vars+=("$name=${!name}") ;;
    esac
  done
}

# The top-level folders that hold people's files rather than the system.
users_folders () {
  local folder
  for folder in /*; do
    case $folder in
      /bin | /boot | /dev | /etc | /lib* | /lost+found | /proc | /run | /sbin | /sys | /usr | /var) ;;
      *) [ -d "$folder" ] && [ ! -L "$folder" ] && [ -r "$folder" ] && [ -x "$folder" ] && printf '%s\n' "$folder" ;;
    esac
  done
}

# The host's display, when it has one: X through its socket in /tmp (or TCP), Wayland through a socket bound beside the runtime folder.
add_display () {
  local socket
  if [ -n "${DISPLAY-}" ]; then
    vars+=("DISPLAY=$DISPLAY")
    if [ -r "${XAUTHORITY:-${HOME-}/.Xauthority}" ]; then
      install -m 600 "${XAUTHORITY:-$HOME/.Xauthority}" "$run/Xauthority"
      [ "$user" = "$(id -u)" ] || chown "$user:$group" "$run/Xauthority"
      vars+=("XAUTHORITY=$run/Xauthority")
    fi
  fi
  socket=${WAYLAND_DISPLAY-}
  [ -z "$socket" ] || [ "${socket#/}" != "$socket" ] || socket=${XDG_RUNTIME_DIR-}/$socket
  if [ -S "$socket" ]; then
    wayland=$socket
    vars+=("WAYLAND_DISPLAY=/run/host-wayland")
  fi
}

enter_by_bwrap () {
  local args entry wayland=''

  args=(--unshare-user --uid "$user_inside" --gid "$group_inside" --die-with-parent --ro-bind-try /sys /sys --dev /dev --dir /run --dir /var/tmp
    --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var/cache" /var/cache --ro-bind "$root/var/lib" /var/lib)
  for entry in bin sbin lib lib32 lib64 libx32; do
    [ ! -L "$root/$entry" ] || args+=(--symlink "$(readlink "$root/$entry")" "/$entry")
  done
  if $walled; then wall_off; else open_up; fi
  args+=(--bind "$here" "$here" --bind "$cache/ccache" "$cache/ccache")
  [ ! -d "$shared" ] || args+=(--ro-bind "$shared" "$shared")

  args+=(--clearenv --chdir "$here")
  for entry in "${vars[@]}"; do args+=(--setenv "${entry%%=*}" "${entry#*=}"); done
  if $walled || [ "$1" = shell ]; then
    exec bwrap "${args[@]}" "$here/tools/inside.sh" "$@"
  fi
  relay bwrap "${args[@]}" env --default-signal=INT,QUIT "$here/tools/inside.sh" "$@"
}

# bench gets a /tmp on the disk: a database in memory would measure something else.
wall_off () {
  if [ "$verb" = bench ]; then
    rm -rf "$build/tmp" && mkdir "$build/tmp"
    args+=(--bind "$build/tmp" /tmp)
  else
    args+=(--tmpfs /tmp)
  fi
  args+=(--perms 0700 --dir "$run" --unshare-ipc --unshare-uts --hostname magnus-dev)
  # Inside another container a new /proc or a new network may be refused.
  if bwrap --unshare-user --unshare-pid --ro-bind / / --proc /proc true 2>/dev/null; then
    args+=(--unshare-pid --proc /proc)
  else
    args+=(--bind /proc /proc)
  fi
  ! bwrap --unshare-user --unshare-net --ro-bind / / true 2>/dev/null || args+=(--unshare-net)
}

open_up () {
  local folder resolver
  add_display
  args+=(--bind /proc /proc)
  [ ! -d /dev/dri ] || args+=(--dev-bind /dev/dri /dev/dri)
  # Our own /etc may have it as a link into /run, a cached root has an empty file to bind on.
  resolver=$(readlink -f /etc/resolv.conf || true)
  [ ! -r "$resolver" ] || args+=(--ro-bind "$resolver" "$([ -z "$root" ] && echo "$resolver" || echo /etc/resolv.conf)")
  while read -r folder; do args+=(--bind "$folder" "$folder"); done < <(users_folders)
  [ -z "$wayland" ] || args+=(--bind "$wayland" /run/host-wayland)
}

# Stays beside bwrap, whose own death would kill the program at once, and passes signals on to the program, so that it can end properly. The
# terminal's own ^C reaches the program without help.
relay () {
  local sandbox status
  # shellcheck disable=SC2317 # called by the traps
  pass_on () { { xargs -r kill -s "$1" <"/proc/$sandbox/task/$sandbox/children"; } 2>/dev/null || true; }

  "$@" <&0 &
  sandbox=$!
  trap 'pass_on TERM' TERM HUP
  if [ -t 0 ] || [ -t 1 ] || [ -t 2 ]; then trap '' INT QUIT; else trap 'pass_on INT' INT; fi
  while
    status=0
    wait "$sandbox" || status=$?
    kill -0 "$sandbox" 2>/dev/null
  do :; done
  exit "$status"
}

# Real root where user namespaces are refused, as in a plain chroot: the same picture out of bind mounts that only we see.
enter_by_mounts () {
  local wayland=''
  $walled || add_display
  # In a chroot the root folder is no mount point, so unshare can't make it private: enter-chroot.sh does, with these two to look back through.
  exec 5</proc/self/ns/mnt 6</
  exec unshare --mount --propagation unchanged "$here/tools/enter-chroot.sh" "$root" "$here" "$cache/ccache" "$user" "$group" "${vars[@]}" -- "$@"
}

# Without mounts an ordinary user has to be able to walk to the given folders, which are often below root's own closed home.
let_through () {
  local folder
  for folder in "$@"; do
    while [ "$folder" != / ]; do
      if [[ $(stat -c %A "$folder") != *[xt] ]] && [ "$(stat -c %u "$folder")" -ne "$user" ]; then
        say "letting other users pass through $folder (chmod o+x), because the work is not done as root."
        chmod o+x "$folder"
      fi
      folder=$(dirname "$folder")
    done
  done
  "${become[@]}" test -r "$here/dev" || die "the files of $here are closed to ordinary users: chmod -R o+rX $here"
}

# Real root in a container that forbids mounts, too. The leak checker traces processes itself and can't under a tracer.
enter_by_proot () {
  local wayland='' folder binds=()
  $walled || add_display
  let_through "$here" "$root" "$cache/ccache"
  vars+=(ASAN_OPTIONS=detect_leaks=0:halt_on_error=1:abort_on_error=1)
  for folder in /proc /sys /dev /tmp /etc/resolv.conf; do binds+=(-b "$folder"); done
  while read -r folder; do binds+=(-b "$folder"); done < <(users_folders)
  exec "${become[@]}" env -i "${vars[@]}" \
    /usr/bin/proot -r "$root" "${binds[@]}" -b "$here" -b "$cache/ccache" -w "$here" "$here/tools/inside.sh" "$@"
}

# This system as it is.
enter_by_plain () {
  local wayland=''
  $walled || add_display
  if [ "$(id -u)" -eq 0 ]; then
    let_through "$here"
    exec "${become[@]}" env -i "${vars[@]}" "CCACHE_DIR=$build/ccache" "$here/tools/inside.sh" "$@"
  fi
  exec env -i "${vars[@]}" "$here/tools/inside.sh" "$@"
}

# The processes that dev started for this checkout, by the variable that each inherits.
list_processes () {
  local environ
  for environ in /proc/[0-9]*/environ; do
    if grep -qzxF "MAGNUS_CHECKOUT=$here" "$environ" 2>/dev/null; then
      environ=${environ#/proc/}
      echo "${environ%/environ}"
    fi
  done
}

# Ends what a run left behind on purpose, a practice server or a database still in use, and removes what can be built again.
clean () {
  local pids tries
  for tries in {1..50}; do
    pids=$(list_processes)
    [ -n "$pids" ] || break
    # shellcheck disable=SC2086
    if [ "$tries" -eq 1 ]; then kill $pids 2>/dev/null || true; elif [ "$tries" -eq 50 ]; then kill -9 $pids 2>/dev/null || true; fi
    sleep 0.1
  done
  rm -rf "$build" /tmp/magnus-*-"$(printf %s "$here" | cksum | cut -d' ' -f1)"
}
