/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"
#include "mag-json.h"

G_BEGIN_DECLS

/* Robinhood's value formats. Decimals are strings on the wire and stay decimals: read into 1/100,000,000, never by way of floating point. Every getter takes NULL
 * and the wrong kind of value and answers "unknown"; a number where a string is described is taken as well. */

#define MAG_RH_E8 G_GINT64_CONSTANT (100000000)

gboolean mag_rh_decimal_parse (const char *text, gint64 *e8); /* "-774.0000"; FALSE: empty, an exponent, a ninth decimal that is not 0, over 9e10 */
gboolean mag_rh_get_decimal   (JsonObject *object, const char *name, gint64 *e8);
MagPrice mag_rh_get_price     (JsonObject *object, const char *name); /* >= 0, rounded half up to 1/10000; UNKNOWN */
MagMoney mag_rh_get_money     (JsonObject *object, const char *name); /* of either sign, rounded half away from zero to the cent; UNKNOWN */
gint64   mag_rh_get_whole     (JsonObject *object, const char *name); /* >= 0; -1: not there, or no whole number */
double   mag_rh_get_real      (JsonObject *object, const char *name); /* greeks and chances: |x| <= 1e6; NaN */
gint64   mag_rh_get_instant   (JsonObject *object, const char *name); /* 0 */
MagDate  mag_rh_get_date      (JsonObject *object, const char *name); /* 0 */
char    *mag_rh_dup_text      (JsonObject *object, const char *name); /* a string, or a whole number as one; NULL */
char    *mag_rh_dup_last_part (const char *url);                      /* of its path: the id; NULL */
char    *mag_rh_dup_id        (JsonObject *object, const char *name, const char *url_name); /* the plain id, else the one in the link; NULL */
char    *mag_rh_dup_account   (JsonObject *object);                   /* account_number, else the one in the account's link; NULL */

MagMoney mag_rh_round_money   (__int128 e16); /* 1/10^16 dollar to the cent, half away from zero; UNKNOWN when it does not fit */

/* "AAPL", "1AAPL", "USO1", "BRK.B", "SPXW" -> the canonical ticker, the OCC root, and whether the chain is an adjusted one. FALSE: no symbol. */
gboolean mag_rh_split_symbol  (const char *chain_symbol, char **ticker, char root[8], gboolean *adjusted);

G_END_DECLS
