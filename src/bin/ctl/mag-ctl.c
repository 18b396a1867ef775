/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all verbs of magnusctl share: the common options, the profile and the store behind them, and how an error becomes a sentence and an exit status. */

#include "mag-ctl.h"

#include "mag-broker.h"
#include "mag-ctl-price-columns.h"
#include "mag-date.h"
#include "mag-market-data.h"
#include "mag-money.h"
#include "mag-profile.h"
#include "mag-secrets.h"

#include <errno.h>
#include <math.h>

static gpointer
find_list_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  return mag_watchlist_repo_find (db, input, cancellable, error);
}

void
mag_ctl_clear (MagCtl *self)
{
  if (self->store != NULL)
    mag_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->profile, mag_profile_unref);
  g_clear_pointer (&self->practice_url, g_free);
}

/**
 * mag_ctl_common_group:
 * @self: filled in while parsing
 *
 * Returns: (transfer full): the options that may stand before or after any verb.
 */
GOptionGroup *
mag_ctl_common_group (MagCtl *self)
{
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->json, "Print one JSON object instead of text", NULL },
    { "practice", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->practice, "Use the practice account and its simulated market", NULL },
    { "practice-url", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &self->practice_url, "Address of a running practice server on this machine", "URL" },
    { NULL }
  };
  GOptionGroup *group = g_option_group_new ("magnusctl", "", "", NULL, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

/* GOption knows nothing of arguments that are missing or too many. */
static gboolean
check_arguments (const MagCtlSyntax  *syntax,
                 int                  argc,
                 char               **argv,
                 GError             **error)
{
  int n = argc - 1;

  if (n < syntax->n_min)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "An argument is missing: magnusctl %s %s", argv[0], syntax->arguments);
  else if (syntax->n_max >= 0 && n > syntax->n_max)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "There is one argument too many: \"%s\".", argv[1 + syntax->n_max]);
  else
    return TRUE;
  return FALSE;
}

/**
 * mag_ctl_parse:
 * @self: gets the common options
 * @syntax: what the verb takes
 * @argc: (inout): as main's
 * @argv: (inout): with the verb in front; only arguments are left behind it
 *
 * Returns: FALSE with a G_OPTION_ERROR on a line that makes no sense. Prints the help and exits when that is asked for.
 */
gboolean
mag_ctl_parse (MagCtl              *self,
               const MagCtlSyntax  *syntax,
               int                 *argc,
               char              ***argv,
               GError             **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (syntax->arguments);
  g_autofree char *name = g_strdup_printf ("magnusctl %s", (*argv)[0]);

  g_set_prgname (name);
  g_option_context_set_main_group (context, mag_ctl_common_group (self));
  g_option_context_set_summary (context, syntax->summary);
  g_option_context_set_description (context, syntax->description);
  if (syntax->entries != NULL)
    g_option_context_add_main_entries (context, syntax->entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  self->practice |= self->practice_url != NULL;
  return check_arguments (syntax, *argc, *argv, error);
}

/**
 * mag_ctl_open:
 *
 * Opens the profile and the store of it. Starts magnus-practice when the practice profile is asked for and none runs.
 *
 * Returns: FALSE with a MAG_PROFILE_ERROR or a MAG_STORE_ERROR
 */
gboolean
mag_ctl_open (MagCtl  *self,
              GError **error)
{
  self->profile = self->practice ? mag_profile_new_practice (self->practice_url, TRUE, error) : mag_profile_new_real (error);
  if (self->profile == NULL)
    return FALSE;

  self->store = mag_store_new (self->profile, NULL);
  return TRUE;
}

/* The profile's time. */
gint64
mag_ctl_now (MagCtl *self)
{
  return mag_clock_now_us (mag_profile_get_clock (self->profile));
}

/**
 * mag_ctl_read_input:
 * @path: a file, or "-" for standard input
 * @max: bytes that are of use
 *
 * Returns: (transfer full): what was read, one byte more than @max at the most, so that a parser can say what is wrong with it; %NULL with
 *   a G_FILE_ERROR
 */
GBytes *
mag_ctl_read_input (const char  *path,
                    gsize        max,
                    GError     **error)
{
  g_autoptr(GByteArray) text = g_byte_array_new ();
  FILE *file = strcmp (path, "-") == 0 ? stdin : fopen (path, "rbe");
  int problem = errno;
  guint8 part[64 * 1024];
  gsize length;

  if (file != NULL)
    {
      errno = 0;
      while (text->len <= max && (length = fread (part, 1, MIN (sizeof part, max + 1 - text->len), file)) > 0)
        g_byte_array_append (text, part, length);
      problem = ferror (file) ? errno : 0;
      if (file != stdin)
        fclose (file);
    }
  if (problem != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (problem), "\"%s\" can't be read: %s", path, g_strerror (problem));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

/* Runs a store job to its end; as mag_store_run(). */
gpointer
mag_ctl_run (MagCtl       *self,
             MagStoreJob   job,
             gpointer      input,
             GError      **error)
{
  return mag_store_run (self->store, job, input, NULL, error);
}

/**
 * mag_ctl_find_list:
 * @name: as the user wrote it
 *
 * Returns: (transfer full): the list; NULL with NOT_FOUND
 */
MagWatchlist *
mag_ctl_find_list (MagCtl      *self,
                   const char  *name,
                   GError     **error)
{
  g_autoptr(GError) own = NULL;
  MagWatchlist *list = mag_ctl_run (self, find_list_job, (gpointer) name, &own);

  if (g_error_matches (own, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND))
    g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "There is no list \"%s\".", name);
  else if (list == NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return list;
}

static MagCtlStatus
status_of_store_error (MagStoreError code)
{
  switch (code)
    {
    case MAG_STORE_ERROR_UNAVAILABLE:
    case MAG_STORE_ERROR_NO_SERVER:
    case MAG_STORE_ERROR_VERSION:
    case MAG_STORE_ERROR_DISK_FULL:
    case MAG_STORE_ERROR_TIMEOUT:
      return MAG_CTL_NO_STORE;
    case MAG_STORE_ERROR_EXISTS:
      return MAG_CTL_EXISTS;
    case MAG_STORE_ERROR_NOT_FOUND:
      return MAG_CTL_NOT_FOUND;
    case MAG_STORE_ERROR_CONFLICT:
    case MAG_STORE_ERROR_FAILED:
      return MAG_CTL_FAILED;
    }
  return MAG_CTL_FAILED;
}

static MagCtlStatus
status_of_profile_error (MagProfileError code)
{
  switch (code)
    {
    case MAG_PROFILE_ERROR_NOT_LOOPBACK:
      return MAG_CTL_USAGE;
    case MAG_PROFILE_ERROR_NO_SERVER:
      return MAG_CTL_MARKET;
    case MAG_PROFILE_ERROR_FOLDER:
      return MAG_CTL_NO_STORE;
    }
  return MAG_CTL_FAILED;
}

/**
 * mag_ctl_status_of:
 * @error: what went wrong
 *
 * Returns: the exit status that says so
 */
MagCtlStatus
mag_ctl_status_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR || error->domain == MAG_VALIDATION_ERROR)
    return MAG_CTL_USAGE;
  if (error->domain == MAG_STORE_ERROR)
    return status_of_store_error (error->code);
  if (error->domain == MAG_PROFILE_ERROR)
    return status_of_profile_error (error->code);
  if (error->domain == MAG_MARKET_ERROR)
    return MAG_CTL_MARKET;
  if (error->domain == MAG_BROKER_ERROR || error->domain == MAG_SECRETS_ERROR)
    return MAG_CTL_BROKER;
  if (error->domain == MAG_PRICE_INPUT_ERROR)
    return MAG_CTL_INPUT;
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return MAG_CTL_NOT_FOUND;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return MAG_CTL_CANCELLED;
  return MAG_CTL_FAILED;
}

/**
 * mag_ctl_fail:
 * @error: what went wrong
 *
 * Says it on standard error, in one line.
 *
 * Returns: the exit status that says so
 */
MagCtlStatus
mag_ctl_fail (const GError *error)
{
  g_printerr ("magnusctl: %s\n", error->message);
  return mag_ctl_status_of (error);
}

/**
 * mag_ctl_dup_age:
 * @then_us: an instant; 0: never
 * @now_us: the profile's time
 *
 * Returns: (transfer full): "12 s", "3 min", "5 h", "9 d"; "" when never
 */
char *
mag_ctl_dup_age (gint64 then_us,
                 gint64 now_us)
{
  gint64 seconds = MAX (now_us - then_us, 0) / G_USEC_PER_SEC;

  if (then_us == 0)
    return g_strdup ("");
  if (seconds < 60)
    return g_strdup_printf ("%d s", (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf ("%d min", (int) (seconds / 60));
  if (seconds < 48 * 60 * 60)
    return g_strdup_printf ("%d h", (int) (seconds / 3600));
  return g_strdup_printf ("%" G_GINT64_FORMAT " d", seconds / 86400);
}

/**
 * mag_ctl_dup_number:
 *
 * Returns: (transfer full): "-0.2763"; "" when not known
 */
char *
mag_ctl_dup_number (double value,
                    guint  decimals)
{
  g_autofree char *format = g_strdup_printf ("%%.%uf", decimals);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (isfinite (value) ? g_ascii_formatd (digits, sizeof digits, format, value) : "");
}

/**
 * mag_ctl_dup_percent:
 *
 * Returns: (transfer full): a fraction as percent, "6.50%"; "" when not known
 */
char *
mag_ctl_dup_percent (double fraction,
                     guint  decimals)
{
  g_autofree char *number = mag_ctl_dup_number (100 * fraction, decimals);

  return number[0] != '\0' ? g_strconcat (number, "%", NULL) : g_steal_pointer (&number);
}

/**
 * mag_ctl_dup_count:
 *
 * Returns: (transfer full): "5310"; "" when not known
 */
char *
mag_ctl_dup_count (gint64 count)
{
  return count != MAG_COUNT_UNKNOWN ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : g_strdup ("");
}

/**
 * mag_ctl_dup_contract:
 *
 * Returns: (transfer full): expiration, strike and side, "2026-12-18 95 P"
 */
char *
mag_ctl_dup_contract (const MagContract *contract)
{
  g_autofree char *date = mag_date_format (contract->expiration);
  g_autofree char *strike = mag_price_format_strike (contract->strike);

  return g_strdup_printf ("%s %s %c", date, strike, contract->right == MAG_RIGHT_PUT ? 'P' : 'C');
}
