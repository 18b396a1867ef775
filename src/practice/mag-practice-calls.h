/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MAG_CALL_UNKNOWN,
  MAG_CALL_CONTROL,
  MAG_CALL_ROOT,
  MAG_CALL_CONSENT,
  MAG_CALL_COLLECT,
  MAG_CALL_COPY,
  MAG_CALL_PAGE,
  MAG_CALL_CRUMB,
  MAG_CALL_QUOTE,
  MAG_CALL_OPTIONS,
  MAG_CALL_CHART,
  MAG_CALL_SUMMARY,
  MAG_CALL_SEARCH,
  MAG_CALL_CBOE_OPTIONS,
  MAG_CALL_CBOE_QUOTES,
  MAG_CALL_CBOE_HISTORY,
  MAG_CALL_RH_LOGIN,
  MAG_CALL_RH_REVOKE,
  MAG_CALL_RH_WORKFLOW,
  MAG_CALL_RH_PROMPT,
  MAG_CALL_RH_CHALLENGE,
  MAG_CALL_RH_ACCOUNTS,
  MAG_CALL_RH_PORTFOLIOS,
  MAG_CALL_RH_STOCKS,
  MAG_CALL_RH_STOCK_INSTRUMENTS,
  MAG_CALL_RH_QUOTES,
  MAG_CALL_RH_POSITIONS,
  MAG_CALL_RH_AGGREGATE,
  MAG_CALL_RH_INSTRUMENTS,
  MAG_CALL_RH_CHAINS,
  MAG_CALL_RH_MARKETDATA,
  MAG_CALL_RH_ORDERS,
  MAG_CALL_RH_SHARE_ORDERS,
  MAG_CALL_RH_EVENTS,
  MAG_N_CALLS,
} MagPracticeCallId;

typedef struct
{
  const char       *path;       /* whole, or what a longer path begins with */
  gboolean          open_ended; /* a symbol follows */
  const char       *suffix;     /* behind the symbol */
  const char       *provider, *name; /* as a fault's scope has them */
  gboolean          crumb;      /* cookie and crumb are asked for */
  MagPracticeCallId id;
} MagPracticeCall;

/* The call a path belongs to; one of provider "none" when there is none. */
const MagPracticeCall *mag_practice_call_find (const char *path, char **symbol);
/* The i-th call; NULL behind the last. */
const MagPracticeCall *mag_practice_call_get  (guint i);

G_END_DECLS
