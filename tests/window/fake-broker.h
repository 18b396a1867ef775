/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"

G_BEGIN_DECLS

/* A broker that does what a test says, when it says so, and keeps what it was asked for. */
#define FAKE_TYPE_BROKER (fake_broker_get_type ())
G_DECLARE_FINAL_TYPE (FakeBroker, fake_broker, FAKE, BROKER, GObject)

struct _FakeBroker
{
  GObject             parent_instance;

  MagBrokerState      state;
  MagBrokerChallenge *challenge;       /* owned; NULL */
  GTask              *signing_in;      /* owned; NULL */

  /* To be set. */
  char               *user;            /* owned; who was signed in last; NULL */
  const char         *storage_problem;
  GError             *restore_error;   /* owned; what restoring ends with; NULL: in restored_state */
  MagBrokerState      restored_state;
  GPtrArray          *portfolios;      /* owned; MagPortfolio*: what the accounts hold */

  /* To be read. */
  guint               n_sign_ins, n_resends, n_restores, n_lists;
  char               *given_user, *given_password, *given_code; /* owned; last */
  gboolean            forgot_device;
};

FakeBroker *fake_broker_new       (void);
/* What the user has to do now: told before the sign-in ends. */
void        fake_broker_ask       (FakeBroker *self, MagBrokerState state, const MagBrokerChallenge *challenge);
/* Ends the sign-in under way: error NULL: signed in. (transfer full) */
void        fake_broker_answer    (FakeBroker *self, GError *error);
/* As when the token dies. */
void        fake_broker_set_state (FakeBroker *self, MagBrokerState state);

G_END_DECLS
