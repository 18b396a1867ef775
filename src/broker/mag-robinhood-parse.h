/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-robinhood-json.h"

G_BEGIN_DECLS

/* From rows of Robinhood's lists to what Magnus means by them (protocol sections 8, 9 and 12). Pure: no network, no clock. */

/* A contract as the broker describes it; it never changes, so it is kept between refreshes. */
typedef struct
{
  char       *symbol;   /* owned; canonical ticker */
  MagContract contract;
  gboolean    adjusted;
} MagRobinhoodContract;
MagRobinhoodContract *mag_robinhood_contract_parse (JsonObject *row, char **id); /* NULL: can't be read; id is set where there is one */
MagRobinhoodContract *mag_robinhood_contract_copy  (const MagRobinhoodContract *contract);
void                  mag_robinhood_contract_free  (MagRobinhoodContract *contract);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagRobinhoodContract, mag_robinhood_contract_free)

/* A position in four steps: the row, its contract, its quote, its underlying's price. contract, quote NULL: the broker has none. */
MagPosition *mag_robinhood_position_parse         (JsonObject *row);    /* NULL: no position is open in this row */
void         mag_robinhood_position_set_contract  (MagPosition *position, const MagRobinhoodContract *contract);
void         mag_robinhood_position_set_quote     (MagPosition *position, JsonObject *row);
void         mag_robinhood_position_set_problem   (MagPosition *position, const char *problem); /* the first one stays */
char        *mag_robinhood_quote_dup_option_id    (JsonObject *row);

/* A share's price at a moment. */
typedef struct
{
  MagPrice price, previous_close;
  gint64   at_us;
} MagRobinhoodSpot;
MagRobinhoodSpot mag_robinhood_spot_parse (JsonObject *row, gboolean regular_hours); /* row NULL: unknown */

MagShares        *mag_robinhood_shares_parse  (JsonObject *row, char **instrument_id); /* NULL: none held; symbol "" when only the instrument tells */
MagBrokerAccount *mag_robinhood_account_parse (JsonObject *row);                       /* NULL: no account, or one that is gone for good */

G_END_DECLS
