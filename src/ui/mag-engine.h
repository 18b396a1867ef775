/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-portfolio-client.h"
#include "mag-profile.h"
#include "mag-secrets.h"
#include "mag-store.h"
#include "mag-sync-client.h"

G_BEGIN_DECLS

/* What the window and its pages work with: profile, store, sync client and settings, handed to each page's constructor. */
#define MAG_TYPE_ENGINE (mag_engine_get_type ())
G_DECLARE_FINAL_TYPE (MagEngine, mag_engine, MAG, ENGINE, GObject)

MagEngine     *mag_engine_new          (MagProfile *profile, MagStore *store, MagSyncClient *client, GSettings *settings);
/* The broker, and what keeps its positions current; once, before the store is opened. Without them there is no broker to sign in to. From then on positions are
 * refreshed when somebody signs in and at the interval of the settings. */
void           mag_engine_set_broker   (MagEngine *self, MagBroker *broker, MagSecrets *secrets, MagPortfolioClient *portfolio);
MagBroker     *mag_engine_get_broker   (MagEngine *self); /* NULL */
MagSecrets    *mag_engine_get_secrets  (MagEngine *self); /* NULL */
MagPortfolioClient *mag_engine_get_portfolio (MagEngine *self); /* NULL */
/* Signs in with what is stored. Property "session-problem": a sentence while that could not be done, else NULL. */
void           mag_engine_restore_session (MagEngine *self);
const char    *mag_engine_get_session_problem (MagEngine *self);
MagProfile    *mag_engine_get_profile  (MagEngine *self);
MagStore      *mag_engine_get_store    (MagEngine *self);
MagSyncClient *mag_engine_get_client   (MagEngine *self);
GSettings     *mag_engine_get_settings (MagEngine *self);
gint64         mag_engine_now_us       (MagEngine *self);
/* Property "rate": the risk-free rate all programs share. */
double         mag_engine_get_rate     (MagEngine *self);
void           mag_engine_set_rate     (MagEngine *self, double rate);
/* Opens the store and listens to it; again after trouble. Property "ready": TRUE once open. Property "trouble": a sentence for the user while the store can't be used, else NULL. */
void           mag_engine_open         (MagEngine *self);
gboolean       mag_engine_is_ready     (MagEngine *self);
const char    *mag_engine_get_trouble  (MagEngine *self);
/* Hands in what a store call failed with: UNAVAILABLE and its like become "trouble" (TRUE: the window shows it); FALSE: the caller shows it. */
gboolean       mag_engine_report       (MagEngine *self, const GError *error);

G_END_DECLS
