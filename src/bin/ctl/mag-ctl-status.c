/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl status: which profile and database this is, how much is in it, who is signed in, what the market does now and what the last syncs did. */

#include "config.h"

#include "mag-ctl.h"

#include "mag-ctl-sign-in.h"
#include "mag-ctl-jobs.h"
#include "mag-date.h"

#define JOBS_SHOWN 10

/* What the store knows. */
typedef struct
{
  GPtrArray  *lists;      /* MagWatchlist */
  GPtrArray  *jobs;       /* MagJob */
  GHashTable *exclusions;
} Overview;

static void
overview_free (Overview *overview)
{
  g_clear_pointer (&overview->lists, g_ptr_array_unref);
  g_clear_pointer (&overview->jobs, g_ptr_array_unref);
  g_clear_pointer (&overview->exclusions, g_hash_table_unref);
  g_free (overview);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Overview, overview_free)

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(Overview) overview = g_new0 (Overview, 1);

  if (!(overview->lists = mag_watchlist_repo_list (db, cancellable, error)) ||
      !(overview->jobs = mag_job_repo_list (db, JOBS_SHOWN, cancellable, error)) ||
      !(overview->exclusions = mag_watchlist_repo_exclusions (db, cancellable, error)))
    return NULL;
  return g_steal_pointer (&overview);
}

static const char *
session_to_nick (MagSession session)
{
  switch (session)
    {
    case MAG_SESSION_CLOSED:
      return "closed";
    case MAG_SESSION_PRE:
      return "pre";
    case MAG_SESSION_OPEN:
      return "open";
    case MAG_SESSION_POST:
      return "post";
    }
  g_return_val_if_reached (NULL);
}

static void
write_overview (MagCtlJson     *json,
                const Overview *overview,
                gint64          now_us)
{
  mag_ctl_json_integer (json, "lists", overview->lists->len);
  mag_ctl_json_integer (json, "exclusions", g_hash_table_size (overview->exclusions));
  mag_ctl_json_begin_array (json, "jobs");
  for (guint i = 0; i < overview->jobs->len; i++)
    {
      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_write_job (json, g_ptr_array_index (overview->jobs, i), now_us);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
print_json (MagCtl             *self,
            const Overview     *overview, /* NULL: the store does not answer */
            const MagCtlSignIn *sign_in,
            const GError       *error)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();
  g_autofree char *description = mag_store_dup_description (self->store);
  gint64 now_us = mag_ctl_now (self);

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "status");
  mag_ctl_json_string (json, "version", VERSION);
  mag_ctl_json_string (json, "profile", mag_profile_is_practice (self->profile) ? "practice" : "real");
  mag_ctl_json_string (json, "practice_url", mag_profile_get_base_url (self->profile));
  mag_ctl_json_string (json, "data", mag_profile_get_data_dir (self->profile));
  mag_ctl_json_instant (json, "now", now_us);
  mag_ctl_json_string (json, "session", session_to_nick (mag_calendar_session (now_us)));
  mag_ctl_json_string (json, "store", description);
  mag_ctl_json_string (json, "problem", error != NULL ? error->message : NULL);
  mag_ctl_sign_in_write (sign_in, json);
  if (overview != NULL)
    write_overview (json, overview, now_us);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
print_jobs (GPtrArray *jobs,
            gint64     now_us)
{
  static const char *const heads[] = { ">Job", "List", "State", ">Done", ">Failed", ">Total", ">Seconds", ">Ended", "Errors" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < jobs->len; i++)
    {
      const MagJob *job = g_ptr_array_index (jobs, i);

      mag_ctl_table_take (table, mag_ctl_dup_count (job->id));
      mag_ctl_table_add (table, job->list_name);
      mag_ctl_table_add (table, mag_job_state_to_nick (job->state));
      mag_ctl_table_take (table, mag_ctl_dup_count (job->done));
      mag_ctl_table_take (table, mag_ctl_dup_count (job->failed));
      mag_ctl_table_take (table, mag_ctl_dup_count (job->total));
      mag_ctl_table_take (table, mag_ctl_dup_number (mag_ctl_get_job_seconds (job, now_us), 1));
      mag_ctl_table_take (table, mag_ctl_dup_age (job->finished_us, now_us));
      mag_ctl_table_take (table, mag_ctl_dup_job_errors (job));
    }
  g_print ("\n");
  mag_ctl_table_print (table);
}

static void
print_text (MagCtl             *self,
            const Overview     *overview, /* NULL: the store does not answer */
            const MagCtlSignIn *sign_in)
{
  g_autofree char *description = mag_store_dup_description (self->store);
  gint64 now_us = mag_ctl_now (self);
  g_autofree char *now = mag_instant_format_utc (now_us);

  g_print ("Magnus %s, %s profile", VERSION, mag_profile_is_practice (self->profile) ? "practice" : "real");
  if (mag_profile_get_base_url (self->profile) != NULL)
    g_print (" at %s", mag_profile_get_base_url (self->profile));
  g_print ("\nDatabase: %s, %s\n", description, mag_profile_get_data_dir (self->profile));
  g_print ("Market: %s at %s\n", session_to_nick (mag_calendar_session (now_us)), now);
  mag_ctl_sign_in_print (sign_in);
  if (overview == NULL)
    return;

  g_print ("Watchlists: %u, excluded symbols: %u\n", overview->lists->len, g_hash_table_size (overview->exclusions));
  if (overview->jobs->len > 0)
    print_jobs (overview->jobs, now_us);
}

/* Runs "magnusctl status". */
MagCtlStatus
mag_ctl_state (MagCtl  *self,
               int      argc,
               char   **argv)
{
  const MagCtlSyntax syntax = {
    .arguments = "", .summary = "Shows the profile, the database, the market's session, the broker's sign-in and the last syncs.", .n_min = 0, .n_max = 0,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(Overview) overview = NULL;
  g_auto(MagCtlSignIn) sign_in = { 0 };

  if (!mag_ctl_parse (self, &syntax, &argc, &argv, &error) || !mag_ctl_open (self, &error))
    return mag_ctl_fail (error);

  overview = mag_ctl_run (self, load_job, NULL, &error);
  mag_ctl_sign_in_look (&sign_in, self);
  if (self->json)
    print_json (self, overview, &sign_in, error);
  else
    print_text (self, overview, &sign_in);
  return error != NULL ? mag_ctl_fail (error) : MAG_CTL_OK;
}
