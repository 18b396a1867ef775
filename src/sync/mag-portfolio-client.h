/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-position-repo.h"
#include "mag-store.h"

G_BEGIN_DECLS

/* Keeps what the broker holds current: what was known last at once, from the store and dated; then from the broker by hand and, while the market is
 * open, at an interval. Signal "changed": there is something new to show. Main loop thread. */
#define MAG_TYPE_PORTFOLIO_CLIENT (mag_portfolio_client_get_type ())
G_DECLARE_FINAL_TYPE (MagPortfolioClient, mag_portfolio_client, MAG, PORTFOLIO_CLIENT, GObject)

MagPortfolioClient *mag_portfolio_client_new (MagBroker *broker, MagStore *store, MagClock *clock);
void        mag_portfolio_client_start        (MagPortfolioClient *self); /* once the store can be used: reads what was known last, then refreshes */
gboolean    mag_portfolio_client_is_loaded    (MagPortfolioClient *self); /* the store has said what was known last */
void        mag_portfolio_client_refresh      (MagPortfolioClient *self); /* nothing while one is under way or nobody is signed in */
void        mag_portfolio_client_set_interval (MagPortfolioClient *self, guint seconds); /* 0: by hand only */
guint       mag_portfolio_client_get_delay    (MagPortfolioClient *self); /* seconds from a refresh to the next: the interval, or twice what the last one took */
GPtrArray  *mag_portfolio_client_get_portfolios (MagPortfolioClient *self); /* MagPortfolio*; never NULL, may be empty */
GHashTable *mag_portfolio_client_get_facts    (MagPortfolioClient *self); /* of mag_position_repo_facts(); never NULL */
GHashTable *mag_portfolio_client_get_snoozed  (MagPortfolioClient *self); /* of mag_position_repo_snoozed(); never NULL */
void        mag_portfolio_client_snooze       (MagPortfolioClient *self, const char *holding, MagRule rule, guint hours);
void        mag_portfolio_client_forget       (MagPortfolioClient *self); /* after signing out: nothing is shown any more, and nothing kept */
/* Properties: "busy"; "problem": a sentence while the last refresh failed, else NULL; "updated-us": when what is shown was received, 0: never. */
gboolean    mag_portfolio_client_is_busy      (MagPortfolioClient *self);
const char *mag_portfolio_client_get_problem  (MagPortfolioClient *self);
gint64      mag_portfolio_client_get_updated_us (MagPortfolioClient *self);

G_END_DECLS
