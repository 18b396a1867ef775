/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ledger.h"

G_BEGIN_DECLS

/* The whole journal: a ledger for each account and underlying, and what people wrote. Immutable once filled, reference counted. */
typedef struct
{
  GPtrArray  *ledgers; /* MagLedger*, by symbol, then account */
  GHashTable *words;   /* private: gint64* of a trade to its notes and tags; those without are not in it */
  gatomicrefcount ref_count; /* private */
} MagJournal;

MagJournal *mag_journal_new      (void);
MagJournal *mag_journal_ref      (MagJournal *self);
void        mag_journal_unref    (MagJournal *self);
void        mag_journal_set_words (MagJournal *self, gint64 trade, const char *notes, const char *tags);
const char *mag_journal_get_notes (MagJournal *self, gint64 trade); /* "" */
const char *mag_journal_get_tags  (MagJournal *self, gint64 trade); /* "", tidy */
char      **mag_journal_dup_tags  (MagJournal *self);               /* all there are, in order */

/* What is counted and shown in one line: a roll chain, or a lot of shares. */
typedef struct
{
  const MagLedger    *ledger; /* lent by the journal, as the others */
  const MagRollChain *chain;  /* NULL: shares */
  const MagShareLot  *lot;    /* NULL: a chain */
} MagJournalRow;

gint64         mag_journal_row_get_id       (const MagJournalRow *row); /* of its first trade */
MagStrategy    mag_journal_row_get_strategy (const MagJournalRow *row);
MagTradeStatus mag_journal_row_get_status   (const MagJournalRow *row);
MagDate        mag_journal_row_get_opened   (const MagJournalRow *row);
MagDate        mag_journal_row_get_closed   (const MagJournalRow *row); /* 0 while open */
MagMoney       mag_journal_row_get_profit   (const MagJournalRow *row); /* UNKNOWN while a chain is open or no share of a lot is sold */

/* Which rows; all conditions hold together. */
typedef struct
{
  int         status;   /* a MagTradeStatus; -1: any */
  int         strategy; /* a MagStrategy; -1: any */
  const char *symbol;   /* what tickers begin with, in any case; NULL or "": any */
  MagDate     from, to; /* both included, 0: open end; the day it closed, of what is open the day it began */
  const char *tag;      /* that one of its trades has, in any case; NULL or "": any */
  const char *account;  /* exactly this, "": trades without one; NULL: any */
  MagMoney    min_profit, max_profit; /* both included; UNKNOWN: open end. With either, what has no P/L yet does not pass */
} MagJournalFilter;
#define MAG_JOURNAL_FILTER_ALL { -1, -1, NULL, 0, 0, NULL, NULL, MAG_MONEY_UNKNOWN, MAG_MONEY_UNKNOWN }

gboolean mag_journal_filter_is_set (const MagJournalFilter *filter); /* it may leave something out */
GArray *mag_journal_filter (MagJournal *self, const MagJournalFilter *filter); /* MagJournalRow, by the day opened, newest first */
GArray *mag_journal_filter_days (MagJournal *self, const MagJournalFilter *filter, MagDate from); /* of those, from a day on */
char  **mag_journal_dup_accounts (MagJournal *self); /* all there are, in order; "" among them when trades have none */

/* Figures of rows (DOMAIN 4). Roll chains are counted when closed; of shares only the P/L. Ratios NaN when nothing is counted. */
typedef struct
{
  guint    n_open, n_closed;      /* roll chains */
  guint    n_wins, n_losses;      /* break-even is neither */
  MagMoney options, shares;       /* P/L of closed chains; of shares that went */
  MagMoney total;
  double   win_rate;
  double   profit_factor;         /* infinite without a loss */
  MagMoney expectancy;            /* mean P/L of a chain; UNKNOWN without one */
  double   average_days;
  guint    n_annualized;          /* chains whose capital is known */
  double   average_annualized;
  double   weighted_annualized;   /* each by capital x days: the period return */
  const MagJournalRow *best, *worst; /* of chains, lent by the rows; NULL */
} MagJournalStats;

void mag_journal_stats (const GArray *rows, MagJournalStats *stats);

typedef enum
{
  MAG_ATTRIBUTION_CASH_FLOW,   /* option premiums the day they were paid; shares when they went */
  MAG_ATTRIBUTION_CLOSE_MONTH, /* a roll chain wholly in the month it closed; shares when they went */
  MAG_ATTRIBUTION_TAX,         /* tax items: an assigned put's premium goes with its shares */
  MAG_ATTRIBUTION_N_ATTRIBUTIONS
} MagAttribution;

typedef struct
{
  int      year, month;
  MagMoney profit[MAG_ATTRIBUTION_N_ATTRIBUTIONS];
} MagJournalMonth;

GArray *mag_journal_months (MagJournal *self, const GArray *rows); /* MagJournalMonth of these rows, newest first, those with something */

/* A campaign, and where it was. */
typedef struct
{
  const MagLedger   *ledger;   /* lent by the journal, as the other */
  const MagCampaign *campaign;
} MagJournalCampaign;

GArray *mag_journal_campaigns (MagJournal *self, const GArray *rows); /* MagJournalCampaign, whole, those that one of the rows belongs to */

/* Something that counts for tax, and where it was. */
typedef struct
{
  const MagLedger  *ledger; /* lent by the journal, as the other */
  const MagTaxItem *item;
} MagJournalItem;

GArray *mag_journal_tax_items (MagJournal *self, const GArray *rows); /* MagJournalItem of these rows, in no order */

/* What closing contracts would come to, of those contracts alone. NaN where the capital is not known. */
typedef struct
{
  MagMoney profit;
  double   of_premium;
  double   on_capital;
  double   annualized;
  int      days;
} MagClosePreview;

const MagLeg *mag_roll_chain_find_open (const MagRollChain *chain, gint64 trade, gint64 *remaining);
gboolean      mag_journal_preview_close (const MagLedger *ledger, const MagRollChain *chain, const MagLeg *closing, MagClosePreview *preview, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagJournal, mag_journal_unref)

G_END_DECLS
