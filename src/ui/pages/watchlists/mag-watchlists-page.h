/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-page.h"

G_BEGIN_DECLS

#define MAG_TYPE_WATCHLISTS_PAGE (mag_watchlists_page_get_type ())
G_DECLARE_FINAL_TYPE (MagWatchlistsPage, mag_watchlists_page, MAG, WATCHLISTS_PAGE, MagPage)

void mag_watchlists_page_sync   (MagWatchlistsPage *self);
/* file: NULL lets the user choose. */
void mag_watchlists_page_import (MagWatchlistsPage *self, GFile *file);

G_END_DECLS
