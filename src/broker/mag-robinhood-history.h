/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-robinhood-parse.h"

G_BEGIN_DECLS

/* Rows of orders and events (protocol sections 10 to 12). A row is read in two steps: what contracts it is about, and, once those are known, the row itself. */

typedef const MagRobinhoodContract *(*MagRobinhoodFindContract) (gpointer data, const char *option_id); /* NULL: not known */

typedef const char *(*MagRobinhoodFindTicker) (gpointer data, const char *instrument_id); /* NULL: not known */

/* Adds the ids of contracts, or of stocks, that the row does not describe itself. */
void            mag_robinhood_order_list_unknown (JsonObject *row, GPtrArray *option_ids);
void            mag_robinhood_share_order_list_unknown (JsonObject *row, GPtrArray *instrument_ids);
void            mag_robinhood_event_list_unknown (JsonObject *row, GPtrArray *option_ids);

/* NULL without *bad: nothing was filled (no order of ours), or a null row. With *bad: it can't be read. */
MagBrokerOrder *mag_robinhood_order_parse (JsonObject *row, MagRobinhoodFindContract find, gpointer data, gboolean *bad);
MagBrokerShareOrder *mag_robinhood_share_order_parse (JsonObject *row, MagRobinhoodFindTicker find, gpointer data, gboolean *bad);
MagBrokerEvent *mag_robinhood_event_parse (JsonObject *row, MagRobinhoodFindContract find, gpointer data, gboolean *bad);

G_END_DECLS
