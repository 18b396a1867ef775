/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-page.h"

G_BEGIN_DECLS

#define MAG_TYPE_TRADES_PAGE (mag_trades_page_get_type ())
G_DECLARE_FINAL_TYPE (MagTradesPage, mag_trades_page, MAG, TRADES_PAGE, MagPage)

G_END_DECLS
