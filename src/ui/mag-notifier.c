/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An alert is told when it was not there before, or not for some hours: a price that goes to and fro about a threshold is told once. The
 * first look is compared with what the store says there was when it was written, so that starting the program again repeats nothing. Many
 * at once are told together: a morning after a fall must not bury the desktop. What has passed is taken back. */

#include "config.h"

#include "mag-notifier.h"

#include "mag-attention.h"
#include "mag-current-holdings.h"
#include "mag-date.h"

#include <glib/gi18n.h>

#define MOST_AT_ONCE 3
#define SUMMARY "attention"
#define QUIET_US (4 * 3600 * MAG_SECOND_US) /* an alert that comes back within this is the same */

struct _MagNotifier
{
  GObject       parent_instance;

  GApplication *application; /* lent */
  MagEngine    *engine;      /* owned */
  GSettings    *rules, *positions; /* owned */
  GHashTable   *seen;        /* owned; "KEY RULE" of an alert -> gint64, when it was there last, in us of the clock */
  gint64        looked_us;   /* the last look; 0: none */
};

G_DEFINE_FINAL_TYPE (MagNotifier, mag_notifier, G_TYPE_OBJECT)

/* A new alert, lent by the holdings. */
typedef struct
{
  const MagHolding *holding;
  const MagAlert   *alert;
} News;

static char *
name_alert (const MagHolding *holding,
            const MagAlert   *alert)
{
  return g_strdup_printf ("%s %s", holding->key, mag_rule_to_nick (alert->rule));
}

/* title: (transfer full) */
static GNotification *
make_notification (MagNotifier *self,
                   char        *title)
{
  g_autofree char *plain = title;
  /* Translators: before the title of a notification that is about the practice account */
  g_autofree char *practice = mag_profile_is_practice (mag_engine_get_profile (self->engine)) ? g_strdup_printf (_("Practice: %s"), plain) : NULL;

  return g_notification_new (practice != NULL ? practice : plain);
}

static void
tell_one (MagNotifier *self,
          const News  *news)
{
  g_autofree char *name = name_alert (news->holding, news->alert);
  /* Translators: symbol, what calls for attention: "NVDA: Last days" */
  g_autoptr(GNotification) notification = make_notification (self, g_strdup_printf (_("%s: %s"), news->holding->symbol, mag_rule_get_title (news->alert->rule)));
  const char *rule = mag_rule_to_nick (news->alert->rule);

  g_notification_set_body (notification, news->alert->reason);
  g_notification_set_priority (notification, news->alert->urgency == MAG_URGENCY_NOW ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action_and_target (notification, "app.show-position", "s", news->holding->key);
  g_notification_add_button_with_target (notification, _("Not Again for a Day"), "app.snooze-alert", "(ss)", news->holding->key, rule);
  g_notification_add_button_with_target (notification, _("Mute This Rule"), "app.mute-rule", "s", rule);
  g_application_send_notification (self->application, name, notification);
}

static void
tell_all (MagNotifier  *self,
          const GArray *news)
{
  guint n = 0;
  g_autoptr(GNotification) notification = NULL;

  for (guint i = 0; i < news->len; i++) /* those of one holding follow each other */
    if (i == 0 || g_array_index (news, News, i).holding != g_array_index (news, News, i - 1).holding)
      n++;
  notification = make_notification (self, g_strdup_printf (ngettext ("%u position needs attention", "%u positions need attention", n), n));

  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "positions");
  g_application_send_notification (self->application, SUMMARY, notification);
}

static gboolean
is_new (MagNotifier *self,
        const char  *name,
        gint64       now_us)
{
  const gint64 *seen_us = g_hash_table_lookup (self->seen, name);

  return seen_us == NULL || now_us - *seen_us > QUIET_US;
}

/* What is new among the alerts that are not only notes; all are seen now. */
static GArray *
find_news (MagNotifier *self,
           GPtrArray   *holdings,
           gint64       now_us)
{
  GArray *news = g_array_new (FALSE, FALSE, sizeof (News));

  for (guint i = 0; i < holdings->len; i++)
    {
      const MagHolding *holding = g_ptr_array_index (holdings, i);

      for (guint k = 0; k < holding->alerts->len; k++)
        {
          const News one = { holding, g_ptr_array_index (holding->alerts, k) };
          char *name = name_alert (holding, one.alert);

          if (one.alert->urgency > MAG_URGENCY_NOTE && is_new (self, name, now_us))
            g_array_append_val (news, one);
          g_hash_table_replace (self->seen, name, g_memdup2 (&now_us, sizeof now_us));
        }
    }
  return news;
}

/* What was there at the look before this one, and is not any more. */
static void
withdraw_gone (MagNotifier *self,
               gint64       now_us)
{
  GHashTableIter iter;
  const char *name;
  const gint64 *seen_us;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &seen_us))
    if (*seen_us == self->looked_us)
      g_application_withdraw_notification (self->application, name);
    else if (*seen_us < now_us - QUIET_US)
      g_hash_table_iter_remove (&iter);
}

/* What the run before this one has told: the alerts of what it knew last, at that time. */
static void
recall (MagNotifier *self,
        gint64       now_us)
{
  gint64 then_us = mag_portfolio_client_get_updated_us (mag_engine_get_portfolio (self->engine));
  g_autoptr(GPtrArray) holdings = mag_current_holdings (self->engine, self->rules, then_us);

  g_array_unref (find_news (self, holdings, now_us));
  self->looked_us = now_us;
}

static void
look (MagNotifier *self)
{
  gint64 now_us = MAX (mag_engine_now_us (self->engine), self->looked_us + 1); /* no two looks at the same time */
  g_autoptr(GPtrArray) holdings = mag_current_holdings (self->engine, self->rules, now_us);
  g_autoptr(GArray) news = NULL;

  if (self->looked_us == 0)
    recall (self, now_us - 1);
  news = find_news (self, holdings, now_us);
  withdraw_gone (self, now_us);
  self->looked_us = now_us;
  if (!g_settings_get_boolean (self->positions, "notify"))
    return;
  if (news->len > MOST_AT_ONCE)
    tell_all (self, news);
  for (guint i = 0; i < news->len && news->len <= MOST_AT_ONCE; i++)
    tell_one (self, &g_array_index (news, News, i));
}

static void
mag_notifier_finalize (GObject *object)
{
  MagNotifier *self = MAG_NOTIFIER (object);

  g_object_unref (self->engine);
  g_object_unref (self->rules);
  g_object_unref (self->positions);
  g_hash_table_unref (self->seen);

  G_OBJECT_CLASS (mag_notifier_parent_class)->finalize (object);
}

static void
mag_notifier_class_init (MagNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_notifier_finalize;
}

static void
mag_notifier_init (MagNotifier *self)
{
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * mag_notifier_new:
 * @application: whose notifications they are
 * @engine: one with a broker
 *
 * Returns: (transfer full): one that follows the portfolio from now on
 */
MagNotifier *
mag_notifier_new (GApplication *application,
                  MagEngine    *engine)
{
  MagNotifier *self = g_object_new (MAG_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->engine = g_object_ref (engine);
  self->rules = g_settings_get_child (mag_engine_get_settings (engine), "rules");
  self->positions = g_settings_get_child (mag_engine_get_settings (engine), "positions");
  g_signal_connect_object (mag_engine_get_portfolio (engine), "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  return self;
}
