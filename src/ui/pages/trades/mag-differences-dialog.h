/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The inbox of what journal and broker do not agree on. */
#define MAG_TYPE_DIFFERENCES_DIALOG (mag_differences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MagDifferencesDialog, mag_differences_dialog, MAG, DIFFERENCES_DIALOG, AdwDialog)

AdwDialog *mag_differences_dialog_new (MagEngine *engine, GtkWidget *page /* has the action trades.import-broker */);

/* For the page's count: end with mag_differences_count_finish(). */
void  mag_differences_count_async  (MagEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
int   mag_differences_count_finish (GObject *source, GAsyncResult *result); /* those with something to decide; -1: could not be read */

G_END_DECLS
