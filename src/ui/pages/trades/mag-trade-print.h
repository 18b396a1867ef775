/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The figures of a filter, the periods and the trades that pass, to be printed or exported as PDF by gtk_print_operation_run(). Holds on to nothing given. */
GtkPrintOperation *mag_trade_print_new (MagJournal *journal, const MagJournalFilter *filter, gint64 now_us);

G_END_DECLS
