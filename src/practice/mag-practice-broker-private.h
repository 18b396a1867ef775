/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-broker.h"
#include "mag-practice-chain.h"
#include "mag-practice-login.h"

G_BEGIN_DECLS

/* Shared by the rooms of the practice broker. */

#define MAG_PRACTICE_API "https://api.robinhood.com" /* what links begin with on the wire; our own origin stands for it */

/* A contract by its id. */
typedef struct
{
  MagContract               contract;
  const MagPracticeListing *listing; /* lent by the market */
} MagPracticeOption;

struct _MagPracticeBroker
{
  guint64            seed;
  MagPracticeMarket *market;   /* lent */
  MagPracticeLogin  *login;    /* owned */
  MagPracticeBook   *books[MAG_PRACTICE_N_ACCOUNTS]; /* owned; of book_us; NULL: to be made */
  gint64             book_us;
  GHashTable        *options;  /* id -> MagPracticeOption; both owned */
  GHashTable        *symbols;  /* id of a stock -> canonical symbol; both owned */
};

/* What a call is answered for. */
typedef struct
{
  MagPracticeBroker          *broker;
  const MagPracticeRequest   *request;
  const MagPracticeFaultPlan *plan;
  const char                 *user;
  const char                 *rest; /* of the path behind the call's */
} MagPracticeVisit;

extern const char *const mag_practice_account_numbers[MAG_PRACTICE_N_ACCOUNTS];

gboolean          mag_practice_visit_has_account (const MagPracticeVisit *visit, MagPracticeAccount account); /* the user's, and asked for */
MagPracticeBook  *mag_practice_visit_get_book    (const MagPracticeVisit *visit, MagPracticeAccount account);
gboolean          mag_practice_visit_has_fault   (const MagPracticeVisit *visit, MagPracticeFaultKind kind);
char            **mag_practice_visit_split       (const MagPracticeVisit *visit, const char *name); /* ids of a list in the query; NULL: none */
MagPracticeReply *mag_practice_visit_page        (const MagPracticeVisit *visit, GPtrArray *rows /* JsonNode, NULL for null; owned */, guint page_size);
MagPracticeReply *mag_practice_visit_rows        (const MagPracticeVisit *visit, GPtrArray *rows); /* "results" alone */
MagPracticeReply *mag_practice_visit_one         (JsonNode *row); /* owned; NULL: 404 */

char             *mag_practice_option_id         (MagPracticeBroker *broker, const MagPracticeListing *listing, const MagContract *contract);
char             *mag_practice_chain_id          (MagPracticeBroker *broker, const char *root);
char             *mag_practice_stock_id          (MagPracticeBroker *broker, const char *symbol);
const char       *mag_practice_find_stock        (MagPracticeBroker *broker, const char *id); /* NULL */

/* Members of an object under construction. */
void mag_practice_add_text    (JsonBuilder *builder, const char *name, const char *value); /* NULL: null */
void mag_practice_add_url     (JsonBuilder *builder, const char *name, const char *path, const char *id);
void mag_practice_add_fixed   (JsonBuilder *builder, const char *name, gint64 value, guint scale, guint decimals); /* value / 10^scale as text */
void mag_practice_add_time    (JsonBuilder *builder, const char *name, gint64 instant_us);
void mag_practice_add_date    (JsonBuilder *builder, const char *name, MagDate date);
void mag_practice_add_integer (JsonBuilder *builder, const char *name, gint64 value);
void mag_practice_add_bool    (JsonBuilder *builder, const char *name, gboolean value);
void mag_practice_add_double  (JsonBuilder *builder, const char *name, double value); /* six decimals as text; null when not finite */

void              mag_practice_broker_add_fill    (JsonBuilder *builder, const MagPracticeVisit *visit, guint64 key, const MagPracticeFill *fill, guint decimals);

MagPracticeReply *mag_practice_broker_positions   (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_aggregate   (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_instruments (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_chains      (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_marketdata  (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_accounts    (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_portfolios  (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_stocks      (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_stock_instruments (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_quotes      (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_orders      (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_share_orders (const MagPracticeVisit *visit);
MagPracticeReply *mag_practice_broker_events      (const MagPracticeVisit *visit);

G_END_DECLS
