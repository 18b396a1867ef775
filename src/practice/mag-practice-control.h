/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-faults.h"

G_BEGIN_DECLS

/* Reads what was posted to /practice/faults. Either all of it holds, or nothing changes. */
gboolean mag_practice_control_faults (MagPracticeFaults *faults, const char *content_type, const char *body, GError **error);

G_END_DECLS
