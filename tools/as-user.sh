#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# as-user.sh UID GID FOLDER CMD...: root runs CMD as an ordinary user, who may at least look into FOLDER: a checkout in root's own home is closed
# to everybody else, so that one privilege is kept where it is needed.

set -euo pipefail

become=(--reuid "$1" --regid "$2" --clear-groups)
setpriv "${become[@]}" test -r "$3/dev" 2>/dev/null || become+=(--inh-caps +dac_read_search --ambient-caps +dac_read_search)
shift 3
exec setpriv "${become[@]}" "$@"
