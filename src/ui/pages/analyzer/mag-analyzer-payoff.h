/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-payoff-picture.h"
#include "mag-scan.h"

G_BEGIN_DECLS

/* What selling one contract at the bid comes to: a put secured by cash, a call on a hundred shares bought at the spot. */
gboolean mag_analyzer_payoff_init (MagPayoffPicture *picture, const MagScanRow *scan, gint64 now_us);

G_END_DECLS
