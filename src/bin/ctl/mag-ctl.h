/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl-json.h"
#include "mag-ctl-table.h"
#include "mag-journal.h"
#include "mag-store.h"
#include "mag-watchlist-repo.h"

G_BEGIN_DECLS

/* Exit statuses of magnusctl; the man page repeats them. */
typedef enum
{
  MAG_CTL_OK = 0,
  MAG_CTL_FAILED = 1,      /* anything not below */
  MAG_CTL_USAGE = 2,       /* the command line makes no sense */
  MAG_CTL_NOT_FOUND = 3,   /* no such list, symbol or file, or nothing stored of it */
  MAG_CTL_NO_STORE = 4,    /* the database can't be used */
  MAG_CTL_MARKET = 5,      /* the market, or the practice server, can't be used; or some symbols failed */
  MAG_CTL_EXISTS = 6,      /* a list of that name is there */
  MAG_CTL_INPUT = 7,       /* the table on standard input has no header, or one without a needed column */
  MAG_CTL_BROKER = 8,      /* nobody is signed in, or the broker or the keyring can't be used */
  MAG_CTL_CANCELLED = 130, /* by Ctrl-C, or by somebody else */
} MagCtlStatus;

/* One run of magnusctl: what is common to all verbs. */
typedef struct
{
  gboolean    practice;
  char       *practice_url; /* owned */
  gboolean    json;
  MagProfile *profile;      /* owned; NULL until opened */
  MagStore   *store;        /* owned; NULL until opened */
} MagCtl;

typedef struct
{
  const char   *name;
  const char   *summary;
  MagCtlStatus (*run) (MagCtl *self, int argc, char **argv); /* argv[0] is the verb */
} MagCtlVerb;

/* What a verb takes, for its --help and for parsing. */
typedef struct
{
  const char         *arguments;   /* "FILE|-" */
  const char         *summary;     /* a sentence */
  const char         *description; /* NULL, or more lines */
  const GOptionEntry *entries;     /* NULL: only the common ones */
  int                 n_min, n_max; /* arguments; n_max -1: any number */
} MagCtlSyntax;

void         mag_ctl_clear       (MagCtl *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MagCtl, mag_ctl_clear)
GOptionGroup *mag_ctl_common_group (MagCtl *self);
gboolean     mag_ctl_parse       (MagCtl *self, const MagCtlSyntax *syntax, int *argc, char ***argv, GError **error);
gboolean     mag_ctl_open        (MagCtl *self, GError **error);
GBytes      *mag_ctl_read_input  (const char *path, gsize max, GError **error);
gint64       mag_ctl_now         (MagCtl *self);
gpointer     mag_ctl_run         (MagCtl *self, MagStoreJob job, gpointer input, GError **error);
MagWatchlist *mag_ctl_find_list  (MagCtl *self, const char *name, GError **error);
MagCtlStatus mag_ctl_status_of   (const GError *error);
MagCtlStatus mag_ctl_fail        (const GError *error);
char        *mag_ctl_dup_age     (gint64 then_us, gint64 now_us);
char        *mag_ctl_dup_number  (double value, guint decimals);
char        *mag_ctl_dup_count   (gint64 count);
char        *mag_ctl_dup_percent (double fraction, guint decimals);
char        *mag_ctl_dup_contract (const MagContract *contract);

MagCtlStatus mag_ctl_import  (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_import_broker (MagCtl *self);
MagCtlStatus mag_ctl_import_trades (MagCtl *self, const char *path, gboolean dry_run);
MagCtlStatus mag_ctl_export  (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_positions (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_trades  (MagCtl *self, int argc, char **argv);
void         mag_ctl_print_taxes (MagCtl *self, MagJournal *journal, const GArray *rows, int year);
MagCtlStatus mag_ctl_lists   (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_sync    (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_scan    (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_chain   (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_state   (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_price   (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_exclude (MagCtl *self, int argc, char **argv);
MagCtlStatus mag_ctl_include (MagCtl *self, int argc, char **argv);

G_END_DECLS
