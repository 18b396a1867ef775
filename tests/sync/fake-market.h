/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-clock.h"
#include "mag-market-data.h"

/* A market in this process: answers after a while, or fails, as told. */
#define TYPE_FAKE_MARKET (fake_market_get_type ())
G_DECLARE_FINAL_TYPE (FakeMarket, fake_market, FAKE, MARKET, GObject)

FakeMarket *fake_market_new           (MagClock *clock, guint latency_ms);
/* ticker NULL: every ticker that has no error of its own. code -1: answers again. */
void        fake_market_set_error     (FakeMarket *self, const char *ticker, int code);
void        fake_market_set_quotes_fail (FakeMarket *self, gboolean fail);
void        fake_market_set_latency   (FakeMarket *self, guint latency_ms);
guint       fake_market_get_max_in_flight (FakeMarket *self); /* chains */
guint       fake_market_count_chains  (FakeMarket *self, const char *ticker); /* asked for; NULL: of all */
guint       fake_market_count_quotes  (FakeMarket *self); /* requests for quotes */
guint       fake_market_count_profiles (FakeMarket *self);
guint       fake_market_count_bars    (FakeMarket *self);
guint       fake_market_count_cut_short (FakeMarket *self); /* requests for chains that were cancelled */
