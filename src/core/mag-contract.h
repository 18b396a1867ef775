/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_RIGHT_CALL,
  MAG_RIGHT_PUT,
} MagRight;

/* One listed option: identity = root, expiration, right, strike. A plain value; copy it freely. */
typedef struct
{
  char     root[8];    /* OCC root, upper case, 1-6 characters: "AAPL", "BRKB", "SPXW", "XYZ1" */
  MagRight right;
  MagDate  expiration; /* New York calendar date in the symbol */
  MagPrice strike;     /* > 0; symbols carry thousandths, so always a multiple of 10 */
} MagContract;

gboolean mag_contract_parse        (const char *symbol, MagContract *contract); /* OSI padded or compact, OPRA:…, .AAPL260116C185, O:… */
char    *mag_contract_format       (const MagContract *contract);               /* compact OCC: "AAPL260116C00185000" */
char    *mag_contract_format_osi   (const MagContract *contract);               /* padded, 21 characters */
int      mag_contract_compare      (const MagContract *a, const MagContract *b); /* root, expiration, strike, call before put */
gboolean mag_contract_is_adjusted  (const MagContract *contract);               /* root ends in a digit (deliverable is not 100 shares) */
gboolean mag_contract_is_flex      (const MagContract *contract);               /* root begins with a digit */
gboolean mag_contract_is_am_settled (const MagContract *contract);              /* SPX, NDX, RUT, VIX ... */
gboolean mag_contract_is_european  (const MagContract *contract);               /* cash-settled index roots of European style */
MagPrice mag_contract_intrinsic    (const MagContract *contract, MagPrice spot);
gboolean mag_contract_is_otm       (const MagContract *contract, MagPrice spot); /* strictly out of the money against spot */

G_END_DECLS
