/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-position.h"

G_BEGIN_DECLS

/* Positions in a line of text, of Friday 20 November 2026, half past ten in New York. */
gint64       fake_now      (void);
/* "NVDA 120 put 12-18 short 2 2.35 1.10 128.41": strike, right, expiration, side, contracts, credit or cost per share, mark, spot. */
MagPosition *fake_position (const char *text, const char *account, const char *id);
MagShares   *fake_shares   (const char *text, const char *account, const char *id); /* "F 250 11.50 12.40": shares, cost, spot */

G_END_DECLS
