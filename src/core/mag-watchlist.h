/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-symbol.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_ORIGIN_MANUAL,
  MAG_ORIGIN_TRADINGVIEW,
  MAG_ORIGIN_BROKER,
} MagListOrigin;

typedef enum
{
  MAG_IMPORT_ACCEPTED,
  MAG_IMPORT_DUPLICATE,
  MAG_IMPORT_UNSUPPORTED, /* a known kind without options here */
  MAG_IMPORT_EXCLUDED,    /* on the user's exclusion list */
  MAG_IMPORT_INVALID,
} MagImportVerdict;

/* One entry of an import, in the order of the text. */
typedef struct
{
  char            *text;    /* owned; as it stood in the input, trimmed */
  char            *section; /* owned; heading above it, "" before the first */
  MagSymbol        symbol;  /* ticker "" when INVALID */
  MagImportVerdict verdict;
  char            *reason;  /* owned; a sentence for the user; NULL when ACCEPTED */
} MagImportItem;

/* What an import would do; nothing is saved yet. Immutable once made, reference counted. */
typedef struct
{
  GPtrArray *items;    /* MagImportItem*, in order; never NULL */
  GPtrArray *sections; /* char*, every heading in order, also empty ones; never NULL */
  guint      n_accepted, n_duplicate, n_unsupported, n_excluded, n_invalid;
  GHashTable *accepted;      /* private: ticker to its item, borrowed */
  gatomicrefcount ref_count; /* private */
} MagImportReport;

MagImportReport *mag_import_report_new   (void);
MagImportReport *mag_import_report_ref   (MagImportReport *report);
void             mag_import_report_unref (MagImportReport *report);
/* Takes an entry read by a parser: finds duplicates and exclusions itself and counts. excluded: set of canonical tickers or NULL. */
void             mag_import_report_add   (MagImportReport *report, const char *text, const char *section, GHashTable *excluded);
void             mag_import_report_add_section (MagImportReport *report, const char *section);
const char      *mag_import_verdict_to_nick (MagImportVerdict verdict); /* "accepted", "duplicate", ... */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagImportReport, mag_import_report_unref)

G_END_DECLS
