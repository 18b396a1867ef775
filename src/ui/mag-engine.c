/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window and its pages work with. It opens the store once, knows whether it can be used, turns the store's errors into the one
 * sentence the window's banner shows, and keeps positions current whichever page is shown. */

#include "config.h"

#include "mag-engine.h"

#include "mag-black.h"
#include "mag-terms-repo.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagEngine
{
  GObject        parent_instance;

  MagProfile    *profile;  /* owned */
  MagStore      *store;    /* owned */
  MagSyncClient *client;   /* owned */
  GSettings     *settings; /* owned */
  MagBroker     *broker;   /* owned; NULL */
  MagSecrets    *secrets;  /* owned; NULL */
  MagPortfolioClient *portfolio; /* owned; NULL */
  GSettings     *positions; /* owned; the schema's child; NULL without a broker */
  char          *session_problem; /* owned; NULL: nothing stands in the way of the stored session */
  double         rate;     /* risk-free, as the store has it or is about to */
  double         writing;  /* the rate on its way into the store; NaN: none */
  char          *trouble;  /* owned; NULL: the store works */
  gboolean       ready;    /* the store was opened */
  gboolean       opening;  /* an answer of mag_store_open_async() is due */
};

enum
{
  PROP_READY = 1,
  PROP_TROUBLE,
  PROP_RATE,
  PROP_SESSION_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagEngine, mag_engine, G_TYPE_OBJECT)

static void
set_trouble (MagEngine  *self,
             const char *trouble)
{
  if (g_set_str (&self->trouble, trouble))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

/* What the user can do about it differs by code; the message says what happened. */
static char *
describe_trouble (const GError *error)
{
  if (g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NO_SERVER))
    return g_strdup (_("PostgreSQL is not installed, so nothing can be kept. Install it and retry."));
  if (g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_DISK_FULL))
    return g_strdup (_("The disk is full. Nothing was lost; free some space and retry."));

  return g_strdup (error->message);
}

/* --- rate: in the store, where every program sees it --- */

static void
take_rate (MagEngine *self,
           double     rate)
{
  if (self->rate == rate)
    return;
  self->rate = rate;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
}

static gpointer
read_rate_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  double rate = mag_terms_repo_rate (db, cancellable, error);

  return isnan (rate) ? NULL : g_memdup2 (&rate, sizeof rate);
}

static void
rate_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagEngine) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree double *rate = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (rate == NULL)
    mag_engine_report (self, error);
  else if (isnan (self->writing)) /* else it is about to be another */
    take_rate (self, *rate);
}

static void
read_rate (MagEngine *self)
{
  mag_store_run_async (self->store, read_rate_job, NULL, NULL, g_free, NULL, rate_read_cb, g_object_ref (self));
}

static gpointer
write_rate_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  return GINT_TO_POINTER (mag_terms_repo_set_rate (db, *(const double *) input, cancellable, error));
}

static void write_rate (MagEngine *self);

/* What has been asked for meanwhile follows, so that the last wish stays. */
static void
rate_written_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagEngine) self = user_data;
  g_autoptr(GError) error = NULL;
  double written = self->writing;

  self->writing = NAN;
  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    {
      mag_engine_report (self, error);
      read_rate (self);
    }
  else if (self->rate != written)
    write_rate (self);
}

static void
write_rate (MagEngine *self)
{
  self->writing = self->rate;
  mag_store_run_async (self->store, write_rate_job, g_memdup2 (&self->rate, sizeof self->rate), g_free, NULL, NULL, rate_written_cb, g_object_ref (self));
}

/* --- broker --- */

static void
set_session_problem (MagEngine  *self,
                     const char *problem)
{
  if (g_set_str (&self->session_problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION_PROBLEM]);
}

/* Somebody signed in, or the broker has no more of them. */
static void
follow_broker (MagEngine *self)
{
  if (mag_broker_get_state (self->broker) != MAG_BROKER_SIGNED_IN)
    return;
  set_session_problem (self, NULL);
  if (mag_portfolio_client_is_loaded (self->portfolio) || self->trouble != NULL) /* else what was known last comes first */
    mag_portfolio_client_refresh (self->portfolio);
}

static void
follow_interval (MagEngine *self)
{
  mag_portfolio_client_set_interval (self->portfolio, (guint) g_settings_get_int (self->positions, "refresh"));
}

/* A computer without a keyring has no stored session: there is nothing to tell. That nobody answers is the portfolio's to tell. */
static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagEngine) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!mag_broker_restore_finish (MAG_BROKER (source), result, &error))
    g_debug ("The last session was not restored: %s", error->message);
  if (error != NULL && mag_broker_get_state (self->broker) == MAG_BROKER_SIGNED_OUT && !g_error_matches (error, MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING))
    set_session_problem (self, error->message);
  else
    set_session_problem (self, NULL);
}

/* --- store --- */

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagEngine) self = user_data;
  g_autoptr(GError) error = NULL;

  self->opening = FALSE;
  if (!mag_store_open_finish (MAG_STORE (source), result, &error))
    {
      mag_engine_report (self, error);
      return;
    }

  g_debug ("The store is open");
  set_trouble (self, NULL);
  if (self->ready)
    return;

  self->ready = TRUE;
  mag_store_listen (self->store);
  mag_sync_client_wake (self->client);
  read_rate (self);
  if (self->portfolio != NULL)
    mag_portfolio_client_start (self->portfolio);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/* The store found its server again by itself, or another program changed a setting. */
static void
store_changed_cb (MagEngine  *self,
                  const char *topic)
{
  if (*topic == '\0' && self->trouble != NULL)
    mag_engine_open (self);
  if (self->ready && (*topic == '\0' || g_str_equal (topic, "settings")))
    read_rate (self);
}

static void
mag_engine_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  MagEngine *self = MAG_ENGINE (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_SESSION_PROBLEM:
      g_value_set_string (value, self->session_problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_engine_finalize (GObject *object)
{
  MagEngine *self = MAG_ENGINE (object);

  g_clear_object (&self->portfolio);
  g_clear_object (&self->positions);
  g_free (self->session_problem);
  g_clear_object (&self->broker);
  g_clear_object (&self->secrets);
  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->profile, mag_profile_unref);
  g_free (self->trouble);

  G_OBJECT_CLASS (mag_engine_parent_class)->finalize (object);
}

static void
mag_engine_class_init (MagEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_engine_get_property;
  object_class->finalize = mag_engine_finalize;

  properties[PROP_READY] =
    g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TROUBLE] =
    g_param_spec_string ("trouble", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_RATE] =
    g_param_spec_double ("rate", NULL, NULL, MAG_RATE_MIN, MAG_RATE_MAX, MAG_DEFAULT_RATE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SESSION_PROBLEM] =
    g_param_spec_string ("session-problem", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mag_engine_init (MagEngine *self)
{
  self->rate = MAG_DEFAULT_RATE;
  self->writing = NAN;
}

/**
 * mag_engine_new:
 * @profile: the run's profile
 * @store: its store, not yet opened
 * @client: its sync client
 * @settings: settings of the application's schema
 *
 * Takes references of its own. Nothing is opened before mag_engine_open().
 *
 * Returns: (transfer full): a new engine
 */
MagEngine *
mag_engine_new (MagProfile    *profile,
                MagStore      *store,
                MagSyncClient *client,
                GSettings     *settings)
{
  MagEngine *self = g_object_new (MAG_TYPE_ENGINE, NULL);

  self->profile = mag_profile_ref (profile);
  self->store = g_object_ref (store);
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
mag_engine_set_broker (MagEngine          *self,
                       MagBroker          *broker,
                       MagSecrets         *secrets,
                       MagPortfolioClient *portfolio)
{
  g_return_if_fail (MAG_IS_ENGINE (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  self->secrets = g_object_ref (secrets);
  self->portfolio = g_object_ref (portfolio);
  self->positions = g_settings_get_child (self->settings, "positions");
  g_signal_connect_object (broker, "notify::state", G_CALLBACK (follow_broker), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->positions, "changed::refresh", G_CALLBACK (follow_interval), self, G_CONNECT_SWAPPED);
  follow_interval (self);
}

/**
 * mag_engine_restore_session:
 * @self: one with a broker
 *
 * Signs in with what the keyring has of the last session; the broker's state tells how that ends, and `session-problem` why the keyring could
 * not be asked.
 */
void
mag_engine_restore_session (MagEngine *self)
{
  g_return_if_fail (MAG_IS_ENGINE (self));
  g_return_if_fail (self->broker != NULL);

  mag_broker_restore_async (self->broker, NULL, restored_cb, g_object_ref (self));
}

const char *
mag_engine_get_session_problem (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->session_problem;
}

MagBroker *
mag_engine_get_broker (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->broker;
}

MagSecrets *
mag_engine_get_secrets (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->secrets;
}

MagPortfolioClient *
mag_engine_get_portfolio (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->portfolio;
}

MagProfile *
mag_engine_get_profile (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->profile;
}

MagStore *
mag_engine_get_store (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->store;
}

MagSyncClient *
mag_engine_get_client (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->client;
}

GSettings *
mag_engine_get_settings (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->settings;
}

/**
 * mag_engine_now_us:
 * @self: an engine
 *
 * Returns: the time by the profile's clock, in us since 1970 UTC
 */
gint64
mag_engine_now_us (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), 0);

  return mag_clock_now_us (mag_profile_get_clock (self->profile));
}

/**
 * mag_engine_get_rate:
 * @self: an engine
 *
 * Returns: the risk-free rate chains are valued with from the next sync on, a fraction a year, continuously compounded; notified as `rate`
 */
double
mag_engine_get_rate (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), 0);

  return self->rate;
}

/**
 * mag_engine_set_rate:
 * @self: an engine that is ready
 * @rate: see mag_rate_validate()
 *
 * Applies to what is synced from now on, whoever syncs it. Stored in the background; were that to fail, `rate` goes back to what is stored.
 */
void
mag_engine_set_rate (MagEngine *self,
                     double     rate)
{
  g_return_if_fail (MAG_IS_ENGINE (self));
  g_return_if_fail (mag_rate_validate (rate, NULL));

  if (self->rate == rate)
    return;

  take_rate (self, rate);
  if (isnan (self->writing))
    write_rate (self);
}

/**
 * mag_engine_open:
 * @self: an engine
 *
 * Opens the store; the first success sets `ready` and starts listening, every answer sets or clears `trouble`.
 * Does nothing while an answer is due.
 */
void
mag_engine_open (MagEngine *self)
{
  g_return_if_fail (MAG_IS_ENGINE (self));

  if (self->opening)
    return;

  self->opening = TRUE;
  mag_store_open_async (self->store, NULL, opened_cb, g_object_ref (self));
}

gboolean
mag_engine_is_ready (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), FALSE);

  return self->ready;
}

const char *
mag_engine_get_trouble (MagEngine *self)
{
  g_return_val_if_fail (MAG_IS_ENGINE (self), NULL);

  return self->trouble;
}

/**
 * mag_engine_report:
 * @self: an engine
 * @error: what a store or sync call failed with
 *
 * Sorts out who tells the user. What concerns the whole store becomes `trouble`.
 *
 * Returns: TRUE when there is nothing left for the caller to say: it became `trouble`, or is only a cancellation
 */
gboolean
mag_engine_report (MagEngine    *self,
                   const GError *error)
{
  g_autofree char *trouble = NULL;

  g_return_val_if_fail (MAG_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (self->ready && !g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE) &&
      !g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_DISK_FULL))
    return FALSE;

  trouble = describe_trouble (error);
  set_trouble (self, trouble);

  return TRUE;
}
