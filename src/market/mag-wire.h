/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Numbers as both sources write them, to our scalars. NaN is unknown. */
MagPrice mag_wire_price      (double dollars); /* UNKNOWN when negative or absurd */
MagPrice mag_wire_side       (double dollars); /* of a bid or ask: a negative one becomes -1, which makes its row bad_input */
gint64   mag_wire_count      (double count);   /* whole; -1 unknown */
gint64   mag_wire_instant_us (double seconds); /* since 1970; 0 unknown */

G_END_DECLS
