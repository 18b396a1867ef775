/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of a sync in one line: list, how far, what now, how fast, how long still, what failed. */

#include "config.h"

#include "mag-sync-bar.h"

#include "mag-format.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagSyncBar
{
  AdwBin          parent_instance;

  GtkRevealer    *revealer;
  GtkProgressBar *progress;
  GtkLabel       *text;
  GtkWidget      *cancel;
};

enum
{
  CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagSyncBar, mag_sync_bar, ADW_TYPE_BIN)

#define SEPARATOR " · "

static void
append_speed (GString      *text,
              const MagJob *job,
              gint64        now_us)
{
  double rate = mag_job_get_rate (job, now_us);
  double remaining = mag_job_get_remaining (job, now_us);

  if (isfinite (rate) && rate > 0)
    {
      g_string_append (text, SEPARATOR);
      /* Translators: symbols a second */
      g_string_append_printf (text, rate < 9.95 ? _("%.1f/s") : _("%.0f/s"), rate);
    }
  if (isfinite (remaining) && remaining > 0)
    {
      g_autofree char *left = mag_format_duration ((gint64) (ceil (remaining) * G_USEC_PER_SEC));

      g_string_append (text, SEPARATOR);
      /* Translators: remaining time of a sync, "4 s left" */
      g_string_append_printf (text, _("%s left"), left);
    }
}

static void
append_failed (GString      *text,
               const MagJob *job)
{
  gboolean first = TRUE;

  if (job->failed == 0)
    return;

  g_string_append (text, SEPARATOR);
  g_string_append_printf (text, ngettext ("%u failed", "%u failed", job->failed), job->failed);
  for (guint i = 0; i < MAG_JOB_N_ERRORS; i++)
    {
      if (job->errors[i] == 0)
        continue;
      g_string_append_printf (text, "%s%u %s", first ? " (" : ", ", job->errors[i], mag_format_market_error (i));
      first = FALSE;
    }
  if (!first)
    g_string_append_c (text, ')');
}

static void
cancel_clicked_cb (MagSyncBar *self)
{
  /* Once is enough; the bar goes when the worker has stopped. */
  gtk_widget_set_sensitive (self->cancel, FALSE);
  g_signal_emit (self, signals[CANCEL], 0);
}

static void
mag_sync_bar_dispose (GObject *object)
{
  /* The bin's own child is bound: disposing the template would unparent it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_SYNC_BAR);

  G_OBJECT_CLASS (mag_sync_bar_parent_class)->dispose (object);
}

static void
mag_sync_bar_class_init (MagSyncBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_sync_bar_dispose;

  signals[CANCEL] = g_signal_new ("cancel", MAG_TYPE_SYNC_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-sync-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MagSyncBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, MagSyncBar, progress);
  gtk_widget_class_bind_template_child (widget_class, MagSyncBar, text);
  gtk_widget_class_bind_template_child (widget_class, MagSyncBar, cancel);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
mag_sync_bar_init (MagSyncBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mag_sync_bar_describe:
 * @job: a job
 * @now_us: the time
 *
 * Returns: (transfer full): "Tech · 132 of 300 · NVDA · 41/s · 4 s left · 2 failed (2 no answer)"
 */
char *
mag_sync_bar_describe (const MagJob *job,
                       gint64        now_us)
{
  GString *text = g_string_new (job->list_name);

  g_string_append (text, SEPARATOR);
  if (job->state == MAG_JOB_QUEUED)
    {
      g_string_append (text, _("waiting to start"));
      return g_string_free (text, FALSE);
    }

  /* Translators: progress of a sync, "132 of 300" */
  g_string_append_printf (text, _("%u of %u"), job->done + job->failed, job->total);
  if (job->cancel_asked)
    {
      g_string_append_printf (text, SEPARATOR "%s", _("stopping"));
    }
  else
    {
      if (*job->current != '\0')
        g_string_append_printf (text, SEPARATOR "%s", job->current);
      append_speed (text, job, now_us);
    }
  append_failed (text, job);

  return g_string_free (text, FALSE);
}

/**
 * mag_sync_bar_show:
 * @self: a bar
 * @job: (nullable): the job to show; NULL hides the bar
 * @now_us: the time
 */
void
mag_sync_bar_show (MagSyncBar   *self,
                   const MagJob *job,
                   gint64        now_us)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MAG_IS_SYNC_BAR (self));

  gtk_revealer_set_reveal_child (self->revealer, job != NULL);
  if (job == NULL)
    return;

  text = mag_sync_bar_describe (job, now_us);
  gtk_label_set_label (self->text, text);
  gtk_widget_set_sensitive (self->cancel, !job->cancel_asked);
  gtk_progress_bar_set_fraction (self->progress, job->total > 0 ? (double) (job->done + job->failed) / job->total : 0);
}
