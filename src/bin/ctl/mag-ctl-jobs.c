/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs in words and as JSON, for the verbs that show them. */

#include "mag-ctl-jobs.h"

#include "mag-market-data.h"

#include <math.h>

/**
 * mag_ctl_get_job_seconds:
 *
 * Returns: how long the job ran, or has been running; NaN before it began
 */
double
mag_ctl_get_job_seconds (const MagJob *job,
                         gint64        now_us)
{
  gint64 end_us = job->finished_us != 0 ? job->finished_us : now_us;

  return job->started_us != 0 ? (double) (end_us - job->started_us) / G_USEC_PER_SEC : NAN;
}

/**
 * mag_ctl_write_job:
 * @json: inside an object
 * @job: a job
 * @now_us: the profile's time
 */
void
mag_ctl_write_job (MagCtlJson   *json,
                   const MagJob *job,
                   gint64        now_us)
{
  mag_ctl_json_integer (json, "job", job->id);
  mag_ctl_json_string (json, "list", job->list_name);
  mag_ctl_json_string (json, "kind", job->kind);
  mag_ctl_json_string (json, "state", mag_job_state_to_nick (job->state));
  mag_ctl_json_boolean (json, "cancel_asked", job->cancel_asked);
  mag_ctl_json_integer (json, "total", job->total);
  mag_ctl_json_integer (json, "done", job->done);
  mag_ctl_json_integer (json, "failed", job->failed);
  mag_ctl_json_begin_object (json, "errors");
  for (guint kind = 0; kind < MAG_JOB_N_ERRORS; kind++)
    mag_ctl_json_integer (json, mag_market_error_to_nick (kind), job->errors[kind]);
  mag_ctl_json_end_object (json);
  mag_ctl_json_string (json, "current", job->current[0] != '\0' ? job->current : NULL);
  mag_ctl_json_string (json, "message", job->message[0] != '\0' ? job->message : NULL);
  mag_ctl_json_instant (json, "asked", job->asked_us);
  mag_ctl_json_instant (json, "started", job->started_us);
  mag_ctl_json_instant (json, "finished", job->finished_us);
  mag_ctl_json_ratio (json, "seconds", mag_ctl_get_job_seconds (job, now_us));
  mag_ctl_json_ratio (json, "rate", mag_job_get_rate (job, now_us));
  mag_ctl_json_ratio (json, "remaining", job->state == MAG_JOB_RUNNING ? mag_job_get_remaining (job, now_us) : NAN);
}

/**
 * mag_ctl_dup_job_errors:
 *
 * Returns: (transfer full): "offline 2, busy 1"; "" when no symbol failed
 */
char *
mag_ctl_dup_job_errors (const MagJob *job)
{
  GString *text = g_string_new (NULL);

  for (guint kind = 0; kind < MAG_JOB_N_ERRORS; kind++)
    if (job->errors[kind] > 0)
      g_string_append_printf (text, "%s%s %u", text->len > 0 ? ", " : "", mag_market_error_to_nick (kind), job->errors[kind]);
  return g_string_free_and_steal (text);
}
