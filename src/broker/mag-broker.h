/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-leg.h"
#include "mag-position.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A broker that is read from and never written to: there is no call that places, changes or cancels an order. Implementation: MagRobinhood. All calls on the
 * main loop's thread. Properties: "state" (MagBrokerState), "challenge" (MagBrokerChallenge, boxed; NULL but while waiting or needing a code). */
#define MAG_TYPE_BROKER (mag_broker_get_type ())
G_DECLARE_INTERFACE (MagBroker, mag_broker, MAG, BROKER, GObject)

typedef enum
{
  MAG_BROKER_SIGNED_OUT,
  MAG_BROKER_SIGNING_IN,       /* requests are under way */
  MAG_BROKER_WAITING_APPROVAL, /* the user is to approve in the broker's app */
  MAG_BROKER_NEEDS_CODE,       /* the user is to type a code: mag_broker_submit_code() */
  MAG_BROKER_SIGNED_IN,
  MAG_BROKER_EXPIRED,          /* the broker no longer takes the token; only the user can sign in again */
} MagBrokerState;

typedef enum
{
  MAG_BROKER_CODE_NONE, /* approval in the app */
  MAG_BROKER_CODE_APP,  /* authenticator app */
  MAG_BROKER_CODE_SMS,
  MAG_BROKER_CODE_EMAIL,
} MagBrokerCode;

/* What the user has to do now. */
typedef struct
{
  MagBrokerCode code;
  int           attempts;   /* left; -1: not told */
  gboolean      can_resend; /* mag_broker_resend_code() may be called */
  gboolean      was_wrong;  /* the code typed before was refused */
  gint64        expires_us; /* of the clock; 0: not told */
} MagBrokerChallenge;

typedef enum
{
  MAG_BROKER_ERROR_OFFLINE,      /* no answer, after retries of what may be retried */
  MAG_BROKER_ERROR_BUSY,         /* 429 or 5xx; mag_broker_error_get_retry_us() says when */
  MAG_BROKER_ERROR_SIGNED_OUT,   /* the token is dead: state is EXPIRED or SIGNED_OUT */
  MAG_BROKER_ERROR_REFUSED,      /* wrong user name, password or code; the broker's own words are in the message */
  MAG_BROKER_ERROR_NOT_APPROVED, /* denied, or not approved in time */
  MAG_BROKER_ERROR_ELSEWHERE,    /* identity check that only the broker's own app can do */
  MAG_BROKER_ERROR_FORBIDDEN,    /* token is good, but this account may not see that */
  MAG_BROKER_ERROR_FORMAT,       /* an answer we do not understand */
} MagBrokerError;
#define MAG_BROKER_ERROR (mag_broker_error_quark ())
GQuark mag_broker_error_quark (void);

/* An account without what is in it. Strings owned. */
typedef struct
{
  char    *number, *name, *kind;
  gboolean options, is_default;
} MagBrokerAccount;

/* One leg's fill of an order. Strings owned. */
typedef struct
{
  char    *id;       /* the broker's, of the execution */
  gint64   quantity; /* contracts > 0 */
  MagPrice price;    /* per share */
  gint64   at_us;
} MagBrokerFill;

typedef struct
{
  char       *id;        /* owned */
  char       *option_id; /* owned */
  MagLegRole  role;      /* SELL_TO_OPEN, BUY_TO_OPEN, BUY_TO_CLOSE, SELL_TO_CLOSE */
  MagContract contract;
  gint64      multiplier;
  GArray     *fills;     /* MagBrokerFill; may be empty */
} MagBrokerOrderLeg;

/* An option order with fills. Orders without any are left out. */
typedef struct
{
  char      *id;         /* owned */
  char      *account;    /* owned */
  char      *symbol;     /* owned; canonical ticker */
  char      *opening_strategy, *closing_strategy; /* owned, "" */
  gboolean   working;    /* more fills may come */
  MagMoney   premium;    /* processed premium: + received, - paid; UNKNOWN */
  MagMoney   fees;       /* of the whole order, >= 0 */
  gint64     created_us, updated_us;
  GPtrArray *legs;       /* MagBrokerOrderLeg* */
} MagBrokerOrder;

typedef enum
{
  MAG_BROKER_EVENT_EXPIRATION,
  MAG_BROKER_EVENT_ASSIGNMENT,
  MAG_BROKER_EVENT_EXERCISE,
  MAG_BROKER_EVENT_OTHER, /* voided, or a word we do not know: shown, never booked */
} MagBrokerEventKind;

/* What happened to a contract without an order. */
typedef struct
{
  char              *id, *account, *symbol, *option_id, *position_id; /* owned */
  MagBrokerEventKind kind;
  gboolean           confirmed;
  MagContract        contract;
  gint64             multiplier;
  gint64             quantity; /* contracts > 0 */
  gint64             shares;   /* + bought, - sold, 0 */
  MagPrice           share_price; /* the strike; UNKNOWN without shares */
  MagDate            date;
} MagBrokerEvent;

/* A page of a history, newest first; next: give it to get the page after it, NULL at the end. Strings owned. */
typedef struct
{
  GPtrArray *items; /* MagBrokerOrder* or MagBrokerEvent* */
  guint      n_bad; /* rows that could not be read */
  char      *next;
} MagBrokerPage;

void mag_broker_account_free (MagBrokerAccount *account);
void mag_broker_order_free   (MagBrokerOrder *order);
void mag_broker_event_free   (MagBrokerEvent *event);
void mag_broker_page_free    (MagBrokerPage *page);

struct _MagBrokerInterface
{
  GTypeInterface parent;

  const char *(*get_name)      (MagBroker *self);
  char       *(*dup_user)      (MagBroker *self);
  void        (*restore_async) (MagBroker *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  gboolean    (*restore_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*sign_in_async) (MagBroker *self, const char *user, const char *password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  gboolean    (*sign_in_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*submit_code)   (MagBroker *self, const char *code);
  void        (*resend_code)   (MagBroker *self);
  void        (*sign_out_async) (MagBroker *self, gboolean forget_device, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  gboolean    (*sign_out_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*list_accounts_async) (MagBroker *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  GPtrArray  *(*list_accounts_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*load_portfolio_async) (MagBroker *self, const MagBrokerAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagPortfolio *(*load_portfolio_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*load_orders_async) (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagBrokerPage *(*load_orders_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*load_events_async) (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagBrokerPage *(*load_events_finish) (MagBroker *self, GAsyncResult *result, GError **error);
};

/* The public functions mag_broker_VERB() have the signatures of the members above. In short:
 * restore: takes the stored tokens, checks and if need be refreshes them; never a password; TRUE with state SIGNED_OUT when there is nothing stored.
 * sign_in: runs until signed in, refused or cancelled, with state and challenge telling the user what to do; never tries again by itself.
 * load_portfolio: positions (paged), contracts and quotes in batches by id, shares and their quotes; one bad row becomes one MagPosition with a problem. */
MagBrokerState            mag_broker_get_state     (MagBroker *self);
const MagBrokerChallenge *mag_broker_get_challenge (MagBroker *self); /* NULL: nothing to do for the user */
gint64                    mag_broker_error_get_retry_us (const GError *error); /* of BUSY; 0: not told */

G_END_DECLS
