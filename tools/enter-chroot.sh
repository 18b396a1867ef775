#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# enter-chroot.sh ROOT CHECKOUT CCACHE UID GID VAR=VALUE... -- VERB [ARGS]
#
# Run by enter.sh as real root in a mount namespace of its own: puts the system's folders, the checkout and the user's folders into ROOT, goes
# in, becomes UID and runs inside.sh with exactly the environment given.

set -euo pipefail

root=$1 here=$2 ccache=$3 user=$4 group=$5
shift 5
vars=()
while [ "$1" != -- ]; do vars+=("$1"); shift; done
shift

# Where mounts are shared, this one shows outside as well. Once ours is private, the other is taken away; what follows stays here.
outside () { nsenter --mount=/proc/self/fd/5 --root=/proc/self/fd/6 "$@"; }
mount --bind "$root" "$root"
mount --make-private "$root"
! outside mountpoint -q "$root" || outside umount "$root"
exec 5<&- 6<&-

bind () {
  mkdir -p "$root$1"
  mount --rbind "$1" "$root$1"
}

for folder in /proc /sys /dev /tmp; do bind "$folder"; done
for folder in /home /srv /mnt /media /opt; do [ ! -d "$folder" ] || bind "$folder"; done
bind "$here"
bind "$ccache"
shared=$(dirname "$here")/shared
if [ -d "$shared" ]; then
  bind "$shared"
  mount -o remount,bind,ro "$root$shared"
fi
[ ! -r /etc/resolv.conf ] || mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
grep -q "^[^:]*:[^:]*:$user:" "$root/etc/passwd" || echo "dev$user:x:$user:$group:dev:/:/bin/bash" >>"$root/etc/passwd"

exec chroot "$root" setpriv --reuid "$user" --regid "$group" --clear-groups env -i "${vars[@]}" "$here/tools/inside.sh" "$@"
