/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

G_BEGIN_DECLS

/* Of several items. The gain is proceeds less cost, exactly. */
typedef struct
{
  guint    n;
  MagMoney proceeds, cost, gain;
} MagTaxTotal;

/* What counts in one tax year, by the day it closed. Wash sales and Section 1256 are not modelled. */
typedef struct
{
  int         year;
  GArray     *items; /* MagJournalItem, by the day closed; lent by the journal */
  MagTaxTotal short_term, long_term, all;
} MagTaxReport;

GArray       *mag_tax_years         (MagJournal *journal, const GArray *rows); /* int, those with items, newest first */
MagTaxReport *mag_tax_report_new    (MagJournal *journal, const GArray *rows, int year);
void          mag_tax_report_free   (MagTaxReport *self);
char         *mag_tax_report_to_csv (const MagTaxReport *self);

MagDate       mag_tax_item_get_acquired (const MagTaxItem *item);
MagDate       mag_tax_item_get_sold     (const MagTaxItem *item);
char         *mag_tax_item_describe     (const MagJournalItem *item); /* "F 2026-01-16 50 put", "F shares" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagTaxReport, mag_tax_report_free)

G_END_DECLS
