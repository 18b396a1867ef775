/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Order is the order of the database enum, append only. */
typedef enum
{
  MAG_KIND_UNKNOWN,
  MAG_KIND_STOCK,
  MAG_KIND_ETF,
  MAG_KIND_INDEX,
  MAG_KIND_FUTURE,
  MAG_KIND_FOREX,
  MAG_KIND_CRYPTO,
  MAG_KIND_RATIO,
  MAG_KIND_PREFERRED,
  MAG_KIND_WARRANT,
  MAG_KIND_UNIT,
  MAG_KIND_RIGHT,
  MAG_KIND_OPTION,
  MAG_KIND_FOREIGN,
  MAG_KIND_ECONOMIC,
  MAG_KIND_OTC,
  MAG_KIND_N_KINDS
} MagSymbolKind;

/* A symbol as typed or imported, read once. */
typedef struct
{
  char          ticker[16];   /* canonical: upper case, class share with a dot "BRK.B", index bare "SPX"; an option's root; other kinds as written, "" when too long */
  char          exchange[16]; /* TradingView prefix, upper case; "" when bare */
  MagSymbolKind kind;         /* ETF only when known (ARCA or BATS prefix, or a well-known fund); a bare US ticker is STOCK */
} MagSymbol;

/* Reads any spelling of DOMAIN 7 and tradingview.md 1.1. FALSE with a VALIDATION error whose message is a sentence for the user:
 * not a symbol at all. TRUE with a kind that may have no options: ask mag_symbol_kind_has_options(). */
gboolean    mag_symbol_parse            (const char *text, MagSymbol *symbol, GError **error);
gboolean    mag_symbol_kind_has_options (MagSymbolKind kind);   /* stock, ETF, index */
char       *mag_symbol_dup_reason       (const MagSymbol *symbol); /* why it can't be on a list, a sentence; NULL when it can */
const char *mag_symbol_kind_to_nick     (MagSymbolKind kind);   /* "stock", ... also the database's words */
gboolean    mag_symbol_kind_from_nick   (const char *nick, MagSymbolKind *kind);
char       *mag_symbol_to_yahoo         (const char *ticker, MagSymbolKind kind);  /* "BRK-B", "^SPX", "^DJX" for DJI (the spelling that carries options) */
char       *mag_symbol_to_yahoo_quote   (const char *ticker, MagSymbolKind kind);  /* "^GSPC" for SPX, else as above */
char       *mag_symbol_to_occ_root      (const char *ticker);                      /* "BRKB" */
char       *mag_symbol_dup_with_root    (const char *ticker, const char *root);    /* "SPX (SPXW)"; "SPX" for its own root */
gboolean    mag_symbol_owns_root        (const char *ticker, const char *root);    /* SPX owns SPX and SPXW; XYZ owns XYZ1 */
gboolean    mag_symbol_is_index         (const char *ticker);                      /* known cash indices */

typedef enum
{
  MAG_VALIDATION_ERROR_SYMBOL,
  MAG_VALIDATION_ERROR_PRICE,
  MAG_VALIDATION_ERROR_DATE,
  MAG_VALIDATION_ERROR_NAME,
  MAG_VALIDATION_ERROR_TOO_LARGE,
  MAG_VALIDATION_ERROR_RANGE, /* a limit outside what makes sense, or two that contradict each other */
} MagValidationError;

#define MAG_VALIDATION_ERROR (mag_validation_error_quark ())
GQuark mag_validation_error_quark (void);

G_END_DECLS
