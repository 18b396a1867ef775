/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding.h"
#include "mag-journal.h"

G_BEGIN_DECLS

typedef enum
{
  MAG_AGENDA_EXPIRATION,
  MAG_AGENDA_EARNINGS,
  MAG_AGENDA_EX_DIVIDEND,
} MagAgendaKind;

/* What a day brings for the journal: a contract that expires, of all accounts together, or a date of a company whose options are open or whose shares are held. */
typedef struct
{
  MagAgendaKind kind;
  MagDate       date;
  const char   *symbol;    /* lent by the journal */
  gboolean      estimated; /* of a company's date: nobody has announced it */
  MagPrice      dividend;  /* per share, of an ex-dividend date; UNKNOWN */
  MagContract   contract;  /* of an expiration, as all below */
  gboolean      is_short;
  gint64        contracts; /* > 0 */
  gboolean      is_over;   /* it no longer trades, and the journal does not say how it ended */
  MagMoney      frees;     /* collateral that comes free; of a spread at its first short leg, 0 at the others; UNKNOWN where the loss has no bound */
} MagAgendaEvent;

typedef enum
{
  MAG_AGENDA_DAY,
  MAG_AGENDA_WEEK, /* from Monday */
  MAG_AGENDA_MONTH,
} MagAgendaUnit;

/* Events of one day, week or month that follow each other. */
typedef struct
{
  MagDate  from, to;  /* both included */
  guint    first, n;  /* events; n > 0 */
  gint64   contracts; /* that expire */
  MagMoney frees;     /* of those where it is known */
  guint    n_unknown; /* expirations where it is not */
} MagAgendaSpan;

/* facts: ticker -> MagSymbolFacts, or NULL. symbol: what tickers begin with, NULL or "" for all. MagAgendaEvent by date; no longer than the journal. */
GArray *mag_agenda_new   (MagJournal *journal, GHashTable *facts, const char *symbol, gint64 now_us);
GArray *mag_agenda_group (const GArray *events, MagAgendaUnit unit); /* MagAgendaSpan, those with something */

G_END_DECLS
