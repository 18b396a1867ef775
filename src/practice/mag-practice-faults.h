/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-session.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_PRACTICE_ERROR_FAULT,  /* a fault's text is not one */
  MAG_PRACTICE_ERROR_LISTEN, /* the port can't be had */
  MAG_PRACTICE_ERROR_REPLAY, /* the folder of recordings can't be read */
} MagPracticeError;
#define MAG_PRACTICE_ERROR (mag_practice_error_quark ())
GQuark mag_practice_error_quark (void);

typedef enum
{
  MAG_FAULT_LATENCY,       /* value: milliseconds before the answer; adds up */
  MAG_FAULT_STATUS,        /* value: HTTP status instead of the answer */
  MAG_FAULT_CUT,           /* the connection ends in the middle of the body */
  MAG_FAULT_HANG_UP,       /* the connection ends without an answer */
  MAG_FAULT_BAD_JSON,      /* half the body, as if it were all */
  MAG_FAULT_HTML,          /* status 200 and a challenge page */
  MAG_FAULT_EMPTY,         /* a chain without contracts, a list without results */
  MAG_FAULT_NO_PRICE,      /* the underlying's price is missing */
  MAG_FAULT_INVALID_CRUMB, /* 401; and the crumb is worthless from now on */
  MAG_FAULT_INVALID_COOKIE, /* 401; and the cookie too */
  MAG_FAULT_BAD_CRUMB,     /* getcrumb says 200 "Too Many Requests" */
  MAG_FAULT_NO_COOKIE,     /* the answer's Set-Cookie headers are left out */
  MAG_FAULT_NO_LOCATION,   /* a redirect does not say where to */
  MAG_FAULT_STALE,         /* value: hours; the answer of so long ago */
  MAG_FAULT_AGENT,         /* those that do not call themselves Mozilla/5.0 are shut out: 429 from Yahoo, 403 from CBOE */
  MAG_FAULT_CONSENT,       /* value: a MagPracticeConsent; holds for every visitor */
  MAG_FAULT_REDIRECT,      /* value: whether CBOE's first hop is there */
  MAG_FAULT_NEXT_HOST,     /* a list's next page is on another host */
  MAG_FAULT_NEXT_LOOP,     /* a list's next page is the same page */
  MAG_FAULT_NULL_ROWS,     /* a list has a row that is null */
  MAG_FAULT_SHUFFLE,       /* a list's rows come in another order */
  MAG_FAULT_OLD_SHAPE,     /* rows as in 2018, without what was added since */
} MagPracticeFaultKind;

/* What is to happen to one request. */
typedef struct
{
  gint64               latency_ms;
  gboolean             strikes;     /* kind, value and retry_after hold */
  MagPracticeFaultKind kind;
  gint64               value;
  gint64               retry_after; /* seconds; -1: no header */
  MagPracticeConsent   consent;
  gboolean             redirect;
} MagPracticeFaultPlan;

typedef struct _MagPracticeFaults MagPracticeFaults;

MagPracticeFaults *mag_practice_faults_new   (guint64 seed);
void               mag_practice_faults_free  (MagPracticeFaults *faults);
gboolean           mag_practice_faults_add   (MagPracticeFaults *faults, const char *text, GError **error);
void               mag_practice_faults_clear (MagPracticeFaults *faults);
void               mag_practice_faults_plan  (MagPracticeFaults *faults, const char *provider, const char *call, const char *symbol,
                                              MagPracticeFaultPlan *plan);
char              *mag_practice_faults_to_json (MagPracticeFaults *faults);
void               mag_practice_fault_spoil  (const MagPracticeFaultPlan *plan, MagPracticeReply *reply); /* changes a reply that was otherwise good */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeFaults, mag_practice_faults_free)

G_END_DECLS
