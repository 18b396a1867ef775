/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

G_BEGIN_DECLS

/* What the journal is written as. The order is that of the nicks, which are what the page's action takes. */
typedef enum
{
  MAG_TRADE_EXPORT_CSV,
  MAG_TRADE_EXPORT_JSON,
  MAG_TRADE_EXPORT_ICS, /* the calendar of what is coming, for other programs */
  MAG_TRADE_EXPORT_N_FORMS
} MagTradeExportForm;

gboolean    mag_trade_export_form_from_nick (const char *nick, MagTradeExportForm *form);
const char *mag_trade_export_form_get_file_name (MagTradeExportForm form); /* what to offer */

void        mag_trade_export_async  (MagEngine *engine, MagTradeExportForm form, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_trade_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
