/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One refresh at a time: the list of accounts, then each account, then all of it into the store, from where the underlyings' facts come back. An
 * account that can't be read keeps what was known of it; what was known stays in any case. */

#include "config.h"

#include "mag-portfolio-client.h"

#include "mag-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * MAG_SECOND_US)

struct _MagPortfolioClient
{
  GObject       parent_instance;

  MagBroker    *broker;     /* owned */
  MagStore     *store;      /* owned */
  MagClock     *clock;      /* owned */
  GCancellable *gone;       /* cancelled when the client is disposed of, and at forget */

  GPtrArray    *portfolios; /* owned; MagPortfolio* */
  GHashTable   *facts, *snoozed; /* owned */
  char         *problem;    /* owned */
  gint64        updated_us;
  gboolean      busy;
  gboolean      loaded;     /* there is nothing more to come from the store */

  guint         interval;   /* seconds; 0: by hand */
  guint         timer;      /* source id */
  gint64        started;    /* monotonic, of the refresh under way or the last one */
  gint64        took;       /* microseconds, of the last one */
};

enum
{
  PROP_BUSY = 1,
  PROP_PROBLEM,
  PROP_UPDATED_US,
  N_PROPERTIES
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagPortfolioClient, mag_portfolio_client, G_TYPE_OBJECT)

static void
set_busy (MagPortfolioClient *self,
          gboolean            busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
set_problem (MagPortfolioClient *self,
             const char         *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
take_portfolios (MagPortfolioClient *self,
                 GPtrArray          *portfolios)
{
  gint64 updated_us = 0;

  g_clear_pointer (&self->portfolios, g_ptr_array_unref);
  self->portfolios = portfolios;
  /* As old as its oldest part. */
  for (guint i = 0; i < portfolios->len; i++)
    {
      gint64 at_us = ((const MagPortfolio *) g_ptr_array_index (portfolios, i))->at_us;

      updated_us = i == 0 ? at_us : MIN (updated_us, at_us);
    }
  if (self->updated_us != updated_us)
    {
      self->updated_us = updated_us;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED_US]);
    }
}

/* Time */

static gboolean
timer_cb (gpointer user_data)
{
  MagPortfolioClient *self = user_data;

  self->timer = 0;
  if (mag_calendar_session (mag_clock_now_us (self->clock)) == MAG_SESSION_OPEN)
    mag_portfolio_client_refresh (self);
  else if (self->interval > 0)
    self->timer = g_timeout_add_seconds (self->interval, timer_cb, self);
  return G_SOURCE_REMOVE;
}

static void
plan_next (MagPortfolioClient *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->interval > 0)
    self->timer = g_timeout_add_seconds (mag_portfolio_client_get_delay (self), timer_cb, self);
}

guint
mag_portfolio_client_get_delay (MagPortfolioClient *self)
{
  const gint64 second = G_USEC_PER_SEC;

  return MAX (self->interval, (guint) ((2 * self->took + second - 1) / second)); /* a part of a second is a whole one: never below twice */
}

void
mag_portfolio_client_set_interval (MagPortfolioClient *self,
                                   guint               seconds)
{
  g_return_if_fail (MAG_IS_PORTFOLIO_CLIENT (self));

  if (self->interval == seconds)
    return;
  self->interval = seconds;
  plan_next (self);
}

/* Store */

/* What a job brings back. */
typedef struct
{
  GPtrArray  *portfolios; /* NULL: those there were are right */
  GHashTable *facts, *snoozed;
} Known;

static void
known_free (Known *known)
{
  g_clear_pointer (&known->portfolios, g_ptr_array_unref);
  g_clear_pointer (&known->facts, g_hash_table_unref);
  g_clear_pointer (&known->snoozed, g_hash_table_unref);
  g_free (known);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Known, known_free)

typedef struct
{
  GPtrArray *portfolios; /* owned; to be saved; NULL: to be loaded */
  char      *service;    /* owned */
  gint64     now_us;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->portfolios, g_ptr_array_unref);
  g_free (errand->service);
  g_free (errand);
}

static gpointer
keep_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const Errand *errand = input;
  g_autoptr(Known) known = g_new0 (Known, 1);

  if (errand->portfolios != NULL ? !mag_position_repo_save (db, errand->service, errand->portfolios, cancellable, error)
                                 : !(known->portfolios = mag_position_repo_load (db, errand->service, cancellable, error)))
    return NULL;
  known->facts = mag_position_repo_facts (db, errand->now_us, cancellable, error);
  known->snoozed = known->facts != NULL ? mag_position_repo_snoozed (db, errand->now_us, cancellable, error) : NULL;
  return known->snoozed != NULL ? g_steal_pointer (&known) : NULL;
}

static char *
dup_service (MagPortfolioClient *self)
{
  return g_ascii_strdown (mag_broker_get_name (self->broker), -1);
}

static void
run_errand (MagPortfolioClient  *self,
            GPtrArray           *portfolios, /* (transfer full) */
            GAsyncReadyCallback  callback)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->portfolios = portfolios;
  errand->service = dup_service (self);
  errand->now_us = mag_clock_now_us (self->clock);
  mag_store_run_async (self->store, keep_job, errand, errand_free, (GDestroyNotify) known_free, self->gone, callback, g_object_ref (self));
}

static void
take_known (MagPortfolioClient *self,
            Known              *known)
{
  if (known->portfolios != NULL)
    take_portfolios (self, g_steal_pointer (&known->portfolios));
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->snoozed);
  self->facts = g_steal_pointer (&known->facts);
  self->snoozed = g_steal_pointer (&known->snoozed);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagPortfolioClient) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Known) known = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->loaded = TRUE;
  if (known == NULL)
    set_problem (self, error->message);
  else
    {
      if (self->updated_us != 0) /* the broker was faster */
        g_clear_pointer (&known->portfolios, g_ptr_array_unref);
      take_known (self, known);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  mag_portfolio_client_refresh (self);
}

/**
 * mag_portfolio_client_start:
 *
 * Reads what was known last, emits "changed" when it is there, and then asks the broker.
 */
void
mag_portfolio_client_start (MagPortfolioClient *self)
{
  g_return_if_fail (MAG_IS_PORTFOLIO_CLIENT (self));

  run_errand (self, NULL, loaded_cb);
}

/* Refresh */

typedef struct
{
  MagPortfolioClient *client;  /* owned */
  GCancellable       *gone;    /* owned; of when it began */
  GPtrArray          *accounts; /* owned; MagBrokerAccount* */
  GPtrArray          *portfolios; /* owned */
  char               *problem; /* owned; of the first account that failed */
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  g_object_unref (refresh->client);
  g_object_unref (refresh->gone);
  g_clear_pointer (&refresh->accounts, g_ptr_array_unref);
  g_clear_pointer (&refresh->portfolios, g_ptr_array_unref);
  g_free (refresh->problem);
  g_free (refresh);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refresh, refresh_free)

/* Also when nothing came of it: the next one is planned, and what is shown stays. */
static void
end_refresh (MagPortfolioClient *self,
             const char         *problem)
{
  self->took = g_get_monotonic_time () - self->started;
  set_problem (self, problem);
  set_busy (self, FALSE);
  plan_next (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MagPortfolioClient) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Known) known = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (known != NULL)
    take_known (self, known);
  end_refresh (self, error != NULL ? error->message : self->problem);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
finish_refresh (Refresh *refresh)
{
  MagPortfolioClient *self = refresh->client;

  set_problem (self, refresh->problem);
  take_portfolios (self, g_ptr_array_ref (refresh->portfolios));
  run_errand (self, g_ptr_array_ref (refresh->portfolios), saved_cb);
}

static const MagPortfolio *
find_known (MagPortfolioClient     *self,
            const MagBrokerAccount *account)
{
  for (guint i = 0; i < self->portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (self->portfolios, i);

      if (strcmp (portfolio->account, account->number) == 0)
        return portfolio;
    }
  return NULL;
}

static void load_next (Refresh *refresh);

static void
portfolio_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Refresh) refresh = user_data;
  g_autoptr(GError) error = NULL;
  MagPortfolio *portfolio = mag_broker_load_portfolio_finish (MAG_BROKER (source), result, &error);
  const MagBrokerAccount *account = g_ptr_array_index (refresh->accounts, 0);

  if (g_cancellable_is_cancelled (refresh->gone))
    {
      g_clear_pointer (&portfolio, mag_portfolio_unref);
      return;
    }
  if (portfolio == NULL)
    {
      const MagPortfolio *known = find_known (refresh->client, account);

      if (refresh->problem == NULL)
        refresh->problem = g_strdup (error->message);
      portfolio = known != NULL ? mag_portfolio_ref ((MagPortfolio *) known) : NULL;
    }
  if (portfolio != NULL)
    g_ptr_array_add (refresh->portfolios, portfolio);
  g_ptr_array_remove_index (refresh->accounts, 0);
  load_next (g_steal_pointer (&refresh));
}

/* refresh: (transfer full) */
static void
load_next (Refresh *refresh)
{
  if (refresh->accounts->len == 0)
    {
      finish_refresh (refresh);
      refresh_free (refresh);
      return;
    }
  mag_broker_load_portfolio_async (refresh->client->broker, g_ptr_array_index (refresh->accounts, 0), refresh->gone, portfolio_loaded_cb, refresh);
}

static void
accounts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Refresh) refresh = user_data;
  g_autoptr(GError) error = NULL;

  refresh->accounts = mag_broker_list_accounts_finish (MAG_BROKER (source), result, &error);
  if (g_cancellable_is_cancelled (refresh->gone))
    return;
  if (refresh->accounts == NULL)
    {
      end_refresh (refresh->client, error->message);
      return;
    }
  load_next (g_steal_pointer (&refresh));
}

void
mag_portfolio_client_refresh (MagPortfolioClient *self)
{
  Refresh *refresh;

  g_return_if_fail (MAG_IS_PORTFOLIO_CLIENT (self));

  if (self->busy || mag_broker_get_state (self->broker) != MAG_BROKER_SIGNED_IN)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->started = g_get_monotonic_time ();
  set_busy (self, TRUE);
  refresh = g_new0 (Refresh, 1);
  refresh->client = g_object_ref (self);
  refresh->gone = g_object_ref (self->gone);
  refresh->portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  mag_broker_list_accounts_async (self->broker, self->gone, accounts_listed_cb, refresh);
}

/* Snoozing and forgetting */

typedef struct
{
  char   *holding; /* owned */
  MagRule rule;
  gint64  until_us;
} Snooze;

static void
snooze_free (gpointer data)
{
  Snooze *snooze = data;

  g_free (snooze->holding);
  g_free (snooze);
}

static gpointer
snooze_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const Snooze *snooze = input;

  return mag_position_repo_snooze (db, snooze->holding, snooze->rule, snooze->until_us, cancellable, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
snoozed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MagPortfolioClient) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    set_problem (self, error->message);
}

/**
 * mag_portfolio_client_snooze:
 * @holding: key of a holding
 * @hours: for how long nothing is heard of it
 *
 * Puts an alert off; emits "changed" at once.
 */
void
mag_portfolio_client_snooze (MagPortfolioClient *self,
                             const char         *holding,
                             MagRule             rule,
                             guint               hours)
{
  Snooze *snooze = g_new0 (Snooze, 1);

  snooze->holding = g_strdup (holding);
  snooze->rule = rule;
  snooze->until_us = mag_clock_now_us (self->clock) + hours * HOUR_US;
  g_hash_table_add (self->snoozed, g_strdup_printf ("%s %s", holding, mag_rule_to_nick (rule)));
  mag_store_run_async (self->store, snooze_job, snooze, snooze_free, NULL, NULL, snoozed_cb, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gpointer
forget_job (MagDb         *db,
            gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  return mag_position_repo_forget (db, input, cancellable, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagPortfolioClient) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *problem = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) != NULL)
    return;
  problem = g_strdup_printf (_("What was known of the account is still in the database: %s"), error->message);
  set_problem (self, problem);
}

void
mag_portfolio_client_forget (MagPortfolioClient *self)
{
  g_return_if_fail (MAG_IS_PORTFOLIO_CLIENT (self));

  g_cancellable_cancel (self->gone);
  g_object_unref (self->gone);
  self->gone = g_cancellable_new ();
  g_clear_handle_id (&self->timer, g_source_remove);
  self->loaded = TRUE;
  set_busy (self, FALSE);
  set_problem (self, NULL);
  take_portfolios (self, g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref));
  mag_store_run_async (self->store, forget_job, dup_service (self), g_free, NULL, NULL, forgotten_cb, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The object */

GPtrArray *
mag_portfolio_client_get_portfolios (MagPortfolioClient *self)
{
  return self->portfolios;
}

GHashTable *
mag_portfolio_client_get_facts (MagPortfolioClient *self)
{
  return self->facts;
}

GHashTable *
mag_portfolio_client_get_snoozed (MagPortfolioClient *self)
{
  return self->snoozed;
}

gboolean
mag_portfolio_client_is_loaded (MagPortfolioClient *self)
{
  return self->loaded;
}

gboolean
mag_portfolio_client_is_busy (MagPortfolioClient *self)
{
  return self->busy;
}

const char *
mag_portfolio_client_get_problem (MagPortfolioClient *self)
{
  return self->problem;
}

gint64
mag_portfolio_client_get_updated_us (MagPortfolioClient *self)
{
  return self->updated_us;
}

static void
mag_portfolio_client_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MagPortfolioClient *self = MAG_PORTFOLIO_CLIENT (object);

  switch (property_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_UPDATED_US:
      g_value_set_int64 (value, self->updated_us);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mag_portfolio_client_dispose (GObject *object)
{
  MagPortfolioClient *self = MAG_PORTFOLIO_CLIENT (object);

  g_cancellable_cancel (self->gone);
  g_clear_handle_id (&self->timer, g_source_remove);

  G_OBJECT_CLASS (mag_portfolio_client_parent_class)->dispose (object);
}

static void
mag_portfolio_client_finalize (GObject *object)
{
  MagPortfolioClient *self = MAG_PORTFOLIO_CLIENT (object);

  g_object_unref (self->broker);
  g_object_unref (self->store);
  mag_clock_unref (self->clock);
  g_object_unref (self->gone);
  g_ptr_array_unref (self->portfolios);
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->snoozed);
  g_free (self->problem);

  G_OBJECT_CLASS (mag_portfolio_client_parent_class)->finalize (object);
}

static void
mag_portfolio_client_class_init (MagPortfolioClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_portfolio_client_get_property;
  object_class->dispose = mag_portfolio_client_dispose;
  object_class->finalize = mag_portfolio_client_finalize;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_UPDATED_US] = g_param_spec_int64 ("updated-us", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new ("changed", MAG_TYPE_PORTFOLIO_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mag_portfolio_client_init (MagPortfolioClient *self)
{
  self->gone = g_cancellable_new ();
  self->portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->snoozed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mag_portfolio_client_new:
 *
 * Returns: (transfer full): a client that knows nothing yet and asks nobody until told to
 */
MagPortfolioClient *
mag_portfolio_client_new (MagBroker *broker,
                          MagStore  *store,
                          MagClock  *clock)
{
  MagPortfolioClient *self = g_object_new (MAG_TYPE_PORTFOLIO_CLIENT, NULL);

  self->broker = g_object_ref (broker);
  self->store = g_object_ref (store);
  self->clock = mag_clock_ref (clock);
  return self;
}
