# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # here and cache come from dev, how goes to enter.sh
#
# root.sh: where Debian 13 comes from. Sourced by dev; find_root() sets
#   root  the folder that holds Debian 13, or empty when this system is it
#   how   bwrap   in a sandbox of user namespaces
#         mounts  real root in a mount namespace of its own, then an ordinary uid
#         proot   real root where the kernel allows neither: paths are translated by tracing, at twice the time
#         plain   on this system as it is, as an ordinary uid
# A root is made once for each list of packages and never changed afterwards.

log=$cache/dev.log

# find_root LIST...: the root that has the packages of these lists, files of tools/.
find_root () {
  local key

  lists=$(printf ' and tools/%s' "$@")
  lists=${lists# and }
  packages=$(cd "$here/tools" && cat "$@" | sed 's/#.*//' | tr -s ' \n' ' ')
  packages=${packages# } packages=${packages% }
  # shellcheck source=/dev/null
  if ! command -v apt-get >/dev/null || [ "$(. /etc/os-release && printf %s "${ID-}")" != debian ]; then
    die "this is not Debian: use the plain meson build of README.md, or run dev on Debian 12 or 13."
  fi
  # shellcheck source=/dev/null
  debian=$(. /etc/os-release && printf %s "${VERSION_ID-}")
  codename=$(. /etc/os-release && printf %s "${VERSION_CODENAME-}")

  mkdir -p "$cache/ccache" 2>/dev/null || die "the cache folder $cache can't be made; name another one in MAGNUS_DEV_CACHE."
  if this_system_will_do; then
    root=
    if bwrap_works; then how=bwrap; else how=plain; fi
    return
  fi

  key=$(printf %s "$packages" | cksum | cut -d' ' -f1)
  root=$cache/trixie-$key
  [ "$(id -u)" -ne 0 ] || command -v bwrap >/dev/null || ! unshare --user true 2>/dev/null || install_tools
  if bwrap_works; then
    how=bwrap
  elif [ "$(id -u)" -eq 0 ] && unshare --mount --propagation unchanged true 2>/dev/null; then
    how=mounts
  elif [ "$(id -u)" -eq 0 ] && [ "$debian" = 13 ]; then
    install_here
    return
  elif [ "$(id -u)" -eq 0 ]; then
    how=proot
    command -v proot >/dev/null || install_tools proot
  else
    name_what_is_missing
  fi
  [ -e "$root/.ready" ] || make_root
}

# Is this system Debian 13 with every package of the list?
this_system_will_do () {
  local wanted have
  [ "$debian" = 13 ] || return 1
  # shellcheck disable=SC2086
  have=$(dpkg-query -W -f='${db:Status-Status}\n' $packages 2>/dev/null | grep -c '^installed$') || return 1
  wanted=$(printf %s "$packages" | wc -w)
  [ "$have" -ge "$wanted" ]
}

bwrap_works () {
  bwrap --unshare-user --uid 1000 --gid 1000 --ro-bind / / --dev /dev --bind /proc /proc true 2>/dev/null
}

# Runs a long and talkative command into the log; on failure its last lines are shown and the sentence given first ends the run.
logged () {
  local sentence=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null && return
  tail -n 12 "$log" >&2
  die "$sentence The whole log is $log."
}

install_tools () {
  say "installing mmdebstrap and ${1-bubblewrap} on this system (once, half a minute)."
  logged "apt-get update failed: is there a network?" apt-get update
  logged "mmdebstrap and ${1-bubblewrap} can't be installed." \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    mmdebstrap "${1-bubblewrap}" debian-archive-keyring ca-certificates
}

# Debian 13 where neither namespaces nor mounts are allowed: the system itself is all there is to work in.
install_here () {
  say "no namespaces and no mounts here: installing the build packages on this system itself (once, about two minutes)."
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  logged "apt-get update failed: is there a network?" apt-get update
  # shellcheck disable=SC2086
  logged "the build packages can't be installed." env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
  root=
  how=plain
}

name_what_is_missing () {
  local missing=() list
  if command -v bwrap >/dev/null && ! bwrap_works; then
    die "this system refuses user namespaces to $(id -un): run dev as root, or on Debian 13 with the packages of $lists."
  fi
  command -v mmdebstrap >/dev/null || missing+=("the package mmdebstrap")
  command -v bwrap >/dev/null || missing+=("the package bubblewrap")
  command -v newuidmap >/dev/null || missing+=("the package uidmap")
  grep -qE "^($(id -un)|$(id -u)):" /etc/subuid 2>/dev/null || missing+=("a range for $(id -un) in /etc/subuid and /etc/subgid")
  list=$(printf ', %s' "${missing[@]}")
  die "missing on this system: ${list#, }. On Debian 13 the packages of $lists do instead."
}

# The archive this system itself installs Debian from; the same name serves Debian 13.
mirror () {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 2>/dev/null |
    awk -v release="$codename" '$1 == release && $2 == "main" { print $3 }' | sort -u |
    awk '/\/debian\/?$/ { print; found = 1; exit } { other = other ? other : $0 } END { if (!found && other) print other }'
}

# The ways to the network that this system's apt was taught: proxies, certificates, retries.
apt_options () {
  apt-config dump 2>/dev/null | grep -E '^Acquire::(https?|Retries|Check-Valid-Until|ForceIPv[46])(::[^"]*)? "[^"]+";$' || true
}

make_root () {
  local from option options=()

  if [ "$(id -u)" -eq 0 ]; then
    command -v mmdebstrap >/dev/null || install_tools
  elif ! command -v mmdebstrap >/dev/null || ! command -v newuidmap >/dev/null || ! grep -qE "^($(id -un)|$(id -u)):" /etc/subuid 2>/dev/null; then
    name_what_is_missing
  fi
  exec 9>"$cache/lock"
  flock --nonblock 9 || { say "another dev is making the root: waiting for it."; flock 9; }
  if [ -e "$root/.ready" ]; then exec 9>&-; return; fi

  from=$(mirror)
  [ -n "$from" ] || die "apt on this system names no Debian archive for $codename main, so there is nowhere to take Debian 13 from."
  [ "$(df -Pk "$cache" | awk 'END { print $4 }')" -gt 3000000 ] || die "making the root needs 3 GB in $cache; free some, or name another folder in MAGNUS_DEV_CACHE."
  say "making a Debian 13 root from $from, once: 1 to 3 minutes, 1.5 GB in $cache."

  while read -r option; do options+=("--aptopt=$option"); done < <(apt_options)
  # shellcheck disable=SC2016 # mmdebstrap gives $1
  options+=(--variant=minbase "--include=$(printf %s "$packages" | tr ' ' ,)"
    '--aptopt=Acquire::Languages "none"' '--aptopt=APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io
    --dpkgopt=path-exclude=/usr/share/{man,doc,locale,gtk-doc}/\*
    '--essential-hook=mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"'
    '--customize-hook=chroot "$1" localedef -i de_DE -f UTF-8 de_DE.UTF-8') # a comma for the decimal point: tests want one such locale
  rm -rf --one-file-system "$root.new" || die "$root.new is left over from an interrupted run and can't be removed."
  : >"$log"
  if [ "$(id -u)" -eq 0 ]; then
    logged "Debian 13 could not be installed into $root." mmdebstrap --mode=root "${options[@]}" trixie "$root.new" "$from"
  else
    logged "Debian 13 could not be installed into $root." unpack_as_oneself "$from" "${options[@]}"
  fi
  finish_root "$root.new"
  mv "$root.new" "$root"
  exec 9>&-
  say "the root is ready."
}

# Unpacked as ourselves everything belongs to the caller: bwrap can use it, and rm can remove it.
unpack_as_oneself () {
  local from=$1
  shift
  mkdir -p "$root.new"
  mmdebstrap --mode=unshare --format=tar "$@" trixie - "$from" |
    tar -C "$root.new" -xf - --no-same-owner --no-same-permissions '--exclude=./dev/*'
}

# What programs expect of a machine: a user, a name for the loopback, an id; and a place to bind the resolver's file on.
finish_root () {
  echo 'dev:x:1000:1000:dev:/:/bin/bash' >>"$1/etc/passwd"
  echo 'dev:x:1000:' >>"$1/etc/group"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
  rm -f "$1/etc/resolv.conf"
  : >"$1/etc/resolv.conf"
  chmod 755 "$1/root" # a checkout or cache of root's may have to be reached through it
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$1/etc/machine-id"
  : >"$1/.ready"
}
