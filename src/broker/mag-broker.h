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

#define MAG_TYPE_BROKER_STATE (mag_broker_state_get_type ())
GType mag_broker_state_get_type (void);
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
#define MAG_TYPE_BROKER_CHALLENGE (mag_broker_challenge_get_type ())
GType               mag_broker_challenge_get_type (void);
MagBrokerChallenge *mag_broker_challenge_copy     (const MagBrokerChallenge *challenge);
void                mag_broker_challenge_free     (MagBrokerChallenge *challenge);

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
  MagMoney buying_power, cash, option_collateral; /* as of at_us; UNKNOWN where the broker does not tell */
  gint64   at_us;  /* when the list was received */
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

/* Shares of an order that were filled at one price. */
typedef struct
{
  gint64   quantity_e8; /* shares in 1/100,000,000, > 0: brokers trade fractions */
  MagPrice price;       /* per share */
  gint64   at_us;
} MagBrokerShareFill;

/* An order for shares with fills. Shares that an assignment or exercise moved are in no order. Strings owned. */
typedef struct
{
  char    *id, *account;
  char    *symbol;  /* canonical ticker */
  gboolean sells;   /* else buys */
  gboolean working; /* more fills may come */
  MagMoney fees;    /* of the whole order, >= 0 */
  GArray  *fills;   /* MagBrokerShareFill; never empty */
} MagBrokerShareOrder;

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
  GPtrArray *items; /* MagBrokerOrder*, MagBrokerShareOrder* or MagBrokerEvent* */
  guint      n_bad; /* rows that could not be read */
  char      *next;
} MagBrokerPage;

MagBrokerAccount  *mag_broker_account_new    (void);
MagBrokerAccount  *mag_broker_account_copy   (const MagBrokerAccount *account);
void               mag_broker_account_free   (MagBrokerAccount *account);
MagBrokerOrder    *mag_broker_order_new      (void);
MagBrokerOrderLeg *mag_broker_order_leg_new  (void);
void               mag_broker_order_leg_free (MagBrokerOrderLeg *leg);
MagBrokerShareOrder *mag_broker_share_order_new (void);
MagBrokerEvent    *mag_broker_event_new      (void);
MagBrokerPage     *mag_broker_page_new       (GDestroyNotify free_item);
void mag_broker_order_free   (MagBrokerOrder *order);
void mag_broker_share_order_free (MagBrokerShareOrder *order);
void mag_broker_event_free   (MagBrokerEvent *event);
void mag_broker_page_free    (MagBrokerPage *page);

struct _MagBrokerInterface
{
  GTypeInterface parent;

  const char *(*get_name)      (MagBroker *self);
  char       *(*dup_user)      (MagBroker *self);
  const MagBrokerChallenge *(*get_challenge) (MagBroker *self);
  const char *(*get_storage_problem) (MagBroker *self);
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
  void        (*load_share_orders_async) (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagBrokerPage *(*load_share_orders_finish) (MagBroker *self, GAsyncResult *result, GError **error);
  void        (*load_events_async) (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  MagBrokerPage *(*load_events_finish) (MagBroker *self, GAsyncResult *result, GError **error);
};

const char *mag_broker_get_name      (MagBroker *self); /* of the broker: "Robinhood" */
char       *mag_broker_dup_user      (MagBroker *self); /* who is, or was last, signed in; NULL: nobody. Personal */

/* Takes the stored tokens, checks and if need be refreshes them; never a password. TRUE with state SIGNED_OUT when there is nothing stored, with EXPIRED
 * when the broker takes neither token any more. OFFLINE and BUSY leave the state SIGNED_IN: nobody knows better yet. MAG_SECRETS_ERROR: the keyring. */
void        mag_broker_restore_async  (MagBroker *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_broker_restore_finish (MagBroker *self, GAsyncResult *result, GError **error);

/* Runs until signed in, refused or cancelled, with state and challenge telling the user what to do; never tries again by itself. The password is copied and
 * wiped. MAG_SECRETS_ERROR before anything is sent: the keyring can't be used. One at a time: G_IO_ERROR_PENDING. */
void        mag_broker_sign_in_async  (MagBroker *self, const char *user, const char *password, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_broker_sign_in_finish (MagBroker *self, GAsyncResult *result, GError **error);
void        mag_broker_submit_code    (MagBroker *self, const char *code); /* in state NEEDS_CODE; otherwise nothing happens */
void        mag_broker_resend_code    (MagBroker *self);                   /* when the challenge says it can be done */

/* Revokes the tokens as well as that can be done, and forgets them whatever the broker says; forget_device: also the device token, so that the next sign-in has to
 * be approved. Fails only with MAG_SECRETS_ERROR: signed out, but the keyring still has what it had. */
void        mag_broker_sign_out_async  (MagBroker *self, gboolean forget_device, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_broker_sign_out_finish (MagBroker *self, GAsyncResult *result, GError **error);

/* All accounts with their balances: one request for most users. MagBrokerAccount*. */
void        mag_broker_list_accounts_async  (MagBroker *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray  *mag_broker_list_accounts_finish (MagBroker *self, GAsyncResult *result, GError **error);

/* Positions (paged), contracts and quotes in batches by id, shares and their quotes; balances are the given account's. One bad row becomes one MagPosition with a
 * problem. The account is copied. */
void          mag_broker_load_portfolio_async  (MagBroker *self, const MagBrokerAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagPortfolio *mag_broker_load_portfolio_finish (MagBroker *self, GAsyncResult *result, GError **error);

/* A page of option orders, of orders for shares, or of events. next: NULL for the first page, then what the page before said. */
void           mag_broker_load_orders_async  (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagBrokerPage *mag_broker_load_orders_finish (MagBroker *self, GAsyncResult *result, GError **error);
void           mag_broker_load_share_orders_async  (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagBrokerPage *mag_broker_load_share_orders_finish (MagBroker *self, GAsyncResult *result, GError **error);
void           mag_broker_load_events_async  (MagBroker *self, const char *account, const char *next, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagBrokerPage *mag_broker_load_events_finish (MagBroker *self, GAsyncResult *result, GError **error);

MagBrokerState            mag_broker_get_state     (MagBroker *self);
const MagBrokerChallenge *mag_broker_get_challenge (MagBroker *self); /* NULL: nothing to do for the user */
const char               *mag_broker_get_storage_problem (MagBroker *self); /* why who is signed in now will not be after a restart: a sentence; NULL: it is kept */
gint64                    mag_broker_error_get_retry_us (const GError *error); /* of BUSY; 0: not told */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerChallenge, mag_broker_challenge_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerAccount, mag_broker_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerOrder, mag_broker_order_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerOrderLeg, mag_broker_order_leg_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerShareOrder, mag_broker_share_order_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerEvent, mag_broker_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagBrokerPage, mag_broker_page_free)

G_END_DECLS
