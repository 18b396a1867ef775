/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"
#include "mag-position.h"

G_BEGIN_DECLS

/* What the broker reported of a contract without an order. Strings owned. */
typedef enum
{
  MAG_REPORT_EXPIRED,
  MAG_REPORT_ASSIGNED,
  MAG_REPORT_EXERCISED,
} MagReportKind;

typedef struct
{
  char         *id, *account, *symbol;
  MagReportKind kind;
  gboolean      confirmed;
  MagContract   contract;
  gint64        quantity; /* contracts > 0 */
  MagDate       date;
} MagReport;
MagReport *mag_report_new  (void);
void       mag_report_free (MagReport *self);

typedef enum
{
  MAG_DIFFERENCE_ASSIGNED,     /* the broker confirmed it, in the journal it is open */
  MAG_DIFFERENCE_EXERCISED,
  MAG_DIFFERENCE_EXPIRED,
  MAG_DIFFERENCE_MISSING,      /* the broker has more than the journal */
  MAG_DIFFERENCE_ONLY_JOURNAL, /* the journal has more than the broker, which does not say why */
  MAG_DIFFERENCE_ADJUSTED,     /* the deliverable changed: nothing is known to log */
  MAG_DIFFERENCE_TWICE,        /* logged by hand, and brought by the broker: perhaps the same */
  MAG_DIFFERENCE_AWAITING,     /* ended, and the broker has yet to say how: nothing to do, nothing is guessed */
  MAG_N_DIFFERENCES
} MagDifferenceKind;

/* One thing that journal and broker do not agree on. Strings owned. */
typedef struct
{
  MagDifferenceKind kind;
  char        *key;       /* the same as long as nothing about it changes */
  char        *account;   /* "" */
  char        *symbol;
  MagContract  contract;  /* root "" of shares */
  gint64       journal, broker; /* contracts or whole shares: + long, - short */
  gint64       quantity;  /* that it is about; > 0 */
  MagDate      date;      /* the broker's, of what ended; of a trade twice the day it opened; 0 */
  gint64       trade, other; /* of a trade twice: the one by hand, the broker's; 0 */
  char        *sentence;  /* what differs */
} MagDifference;
void mag_difference_free (MagDifference *self);

typedef struct
{
  MagJournal *journal;
  GHashTable *from_broker; /* gint64* of trades that the broker brought */
  GPtrArray  *portfolios;  /* MagPortfolio*, what was known last; empty: nobody signed in yet, so only trades that may be there twice are told */
  GPtrArray  *reports;     /* MagReport* */
  GHashTable *dismissed;   /* keys that are not to be told of; two trades whose pair is among them count as two; NULL: none */
  gint64      now_us;
} MagDifferenceInput;

GPtrArray  *mag_difference_list (const MagDifferenceInput *input); /* MagDifference*, by kind, then symbol */
const char *mag_difference_kind_to_nick (MagDifferenceKind kind);
gboolean    mag_difference_kind_is_open (MagDifferenceKind kind); /* there is something to decide */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagReport, mag_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagDifference, mag_difference_free)

G_END_DECLS
