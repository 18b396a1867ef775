/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-page.h"

G_BEGIN_DECLS

#define MAG_TYPE_POSITIONS_PAGE (mag_positions_page_get_type ())
G_DECLARE_FINAL_TYPE (MagPositionsPage, mag_positions_page, MAG, POSITIONS_PAGE, MagPage)

void mag_positions_page_show (MagPositionsPage *self, const char *key);
void mag_positions_page_show_account (MagPositionsPage *self, const char *number);

G_END_DECLS
