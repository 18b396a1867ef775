/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Journal and broker side by side: first trades that may be there twice, which count once; then contracts, account by account, with what the broker reported of
 * them; then shares, with those that what is yet to be logged will move. A trade logged under no account stands in for what an account has too many of. A trade of
 * another account than the broker's is none of its business. Pure. */

#include "config.h"

#include "mag-difference.h"

#include "mag-date.h"
#include "mag-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define E8 G_GINT64_CONSTANT (100000000)
#define AWAITED_DAYS 7 /* after expiration a broker that says nothing has forgotten it */

static const char *const nicks[MAG_N_DIFFERENCES] = { "assigned", "exercised", "expired", "missing", "only-journal", "adjusted", "maybe-twice", "awaiting" };

/* What one account has of one contract, or of shares. */
typedef struct
{
  char       *account, *symbol; /* owned */
  MagContract contract;
  gint64      multiplier;
  gint64      journal, broker;  /* + long, - short */
  gint64      unsettled;        /* by which the broker's may differ while something ends: it is there, or gone already */
  MagDate     newest;           /* leg of the journal */
  MagDate     known;            /* when the broker was asked; 0: the broker does not have this account */
  gboolean    adjusted;
} Entry;

typedef struct
{
  const MagDifferenceInput *input;
  GHashTable *entries; /* key to Entry */
  GPtrArray  *order;   /* Entry*, lent, in the order they came */
  GHashTable *days;    /* account of the broker to MagDate */
  GHashTable *skipped; /* gint64* of trades by hand that the broker brought as well */
  GHashTable *taken;   /* MagReport* to contracts of it that are told */
  GPtrArray  *found;
} Comparison;

MagReport *
mag_report_new (void)
{
  return g_new0 (MagReport, 1);
}

void
mag_report_free (MagReport *self)
{
  g_free (self->id);
  g_free (self->account);
  g_free (self->symbol);
  g_free (self);
}

void
mag_difference_free (MagDifference *self)
{
  g_free (self->key);
  g_free (self->account);
  g_free (self->symbol);
  g_free (self->sentence);
  g_free (self);
}

const char *
mag_difference_kind_to_nick (MagDifferenceKind kind)
{
  return nicks[kind];
}

gboolean
mag_difference_kind_is_open (MagDifferenceKind kind)
{
  return kind != MAG_DIFFERENCE_AWAITING;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->account);
  g_free (entry->symbol);
  g_free (entry);
}

/* "F 120 put of 2026-03-20", or the ticker alone. */
static char *
dup_name (const char        *symbol,
          const MagContract *contract)
{
  g_autofree char *strike = NULL, *date = NULL;

  if (contract->root[0] == '\0')
    return g_strdup_printf (_("%s shares"), symbol);
  strike = mag_price_format (contract->strike, contract->strike % MAG_PRICE_SCALE == 0 ? 0 : 2);
  date = mag_date_format (contract->expiration);
  return g_strdup_printf (contract->right == MAG_RIGHT_PUT ? _("%s %s put of %s") : _("%s %s call of %s"), contract->root, strike, date);
}

static Entry *
find_entry (Comparison        *self,
            const char        *account,
            const char        *symbol,
            const MagContract *contract)
{
  g_autofree char *occ = contract->root[0] != '\0' ? mag_contract_format (contract) : g_strdup ("");
  g_autofree char *key = g_strdup_printf ("%s\n%s\n%s", account, symbol, occ);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->account = g_strdup (account);
      entry->symbol = g_strdup (symbol);
      entry->contract = *contract;
      entry->multiplier = 1;
      entry->known = GPOINTER_TO_INT (g_hash_table_lookup (self->days, account));
      g_ptr_array_add (self->order, entry);
      g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);
    }
  return entry;
}

static MagDifference * G_GNUC_PRINTF (5, 6)
tell (Comparison        *self,
      MagDifferenceKind  kind,
      const Entry       *entry,
      gint64             quantity,
      const char        *sentence,
      ...)
{
  g_autofree char *occ = entry->contract.root[0] != '\0' ? mag_contract_format (&entry->contract) : g_strdup ("");
  MagDifference *difference = g_new0 (MagDifference, 1);
  va_list arguments;

  difference->kind = kind;
  difference->account = g_strdup (entry->account);
  difference->symbol = g_strdup (entry->symbol);
  difference->contract = entry->contract;
  difference->journal = entry->journal;
  difference->broker = entry->broker;
  difference->quantity = quantity;
  difference->key = g_strdup_printf ("%s %s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, nicks[kind], entry->account, entry->symbol, occ,
                                     entry->journal, entry->broker, quantity);
  va_start (arguments, sentence);
  difference->sentence = g_strdup_vprintf (sentence, arguments);
  va_end (arguments);
  g_ptr_array_add (self->found, difference);
  return difference;
}

/* ---- trades that may be there twice ---- */

static char *
dup_likeness (const MagLedger *ledger,
              const char      *account,
              const MagLeg    *leg)
{
  g_autofree char *occ = leg->contract.root[0] != '\0' ? mag_contract_format (&leg->contract) : g_strdup ("");

  return g_strdup_printf ("%s\n%s\n%s\n%d\n%" G_GINT64_FORMAT "\n%d\n%" G_GINT64_FORMAT, account, ledger->symbol, occ, leg->role, leg->quantity, (int) leg->date, leg->price);
}

static gboolean
begins_trade (const MagLeg *leg)
{
  return mag_leg_role_is_opening (leg->role) || mag_leg_role_is_shares (leg->role);
}

typedef void (*BeginningFunc) (Comparison *self, const MagLedger *ledger, const MagLeg *leg, GHashTable *likes);

static void
collect_broker_s (Comparison      *self,
                  const MagLedger *ledger,
                  const MagLeg    *leg,
                  GHashTable      *likes)
{
  const char *const accounts[] = { ledger->account, "" };

  if (!g_hash_table_contains (self->input->from_broker, &leg->trade))
    return;
  /* Under its account, and for a trade by hand that names none. */
  for (guint i = 0; i < (ledger->account[0] != '\0' ? 2 : 1); i++)
    {
      char *likeness = dup_likeness (ledger, accounts[i], leg);
      GQueue *queue = g_hash_table_lookup (likes, likeness);

      if (queue == NULL)
        g_hash_table_insert (likes, g_strdup (likeness), queue = g_queue_new ());
      g_queue_push_tail (queue, (gpointer) leg);
      g_free (likeness);
    }
}

static const MagLeg *
take_unpaired (Comparison *self,
               GQueue     *queue)
{
  const MagLeg *leg;

  while (queue != NULL && (leg = g_queue_pop_head (queue)) != NULL)
    if (g_hash_table_add (self->skipped, g_memdup2 (&leg->trade, sizeof leg->trade)))
      return leg;
  return NULL;
}

static gboolean
is_dismissed (Comparison *self,
              const char *key)
{
  return self->input->dismissed != NULL && g_hash_table_contains (self->input->dismissed, key);
}

static void
pair (Comparison      *self,
      const MagLedger *ledger,
      const MagLeg    *leg,
      GHashTable      *likes)
{
  g_autofree char *likeness = dup_likeness (ledger, ledger->account, leg);
  g_autofree char *date = mag_date_format (leg->date), *name = dup_name (ledger->symbol, &leg->contract);
  Entry entry = { .account = ledger->account, .symbol = ledger->symbol, .contract = leg->contract };
  const MagLeg *other;
  g_autofree char *key = NULL;
  MagDifference *difference;

  if (g_hash_table_contains (self->input->from_broker, &leg->trade) || (other = take_unpaired (self, g_hash_table_lookup (likes, likeness))) == NULL)
    return;
  key = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, nicks[MAG_DIFFERENCE_TWICE], leg->trade, other->trade);
  if (is_dismissed (self, key))
    return;
  /* take_unpaired() has marked the broker's so that it is paired once; what is not to be counted is the one by hand. */
  g_hash_table_add (self->skipped, g_memdup2 (&leg->trade, sizeof leg->trade));
  difference = tell (self, MAG_DIFFERENCE_TWICE, &entry, leg->quantity,
                     _("%s, %" G_GINT64_FORMAT " on %s: logged by hand, and brought by the broker at the same price. It may be one trade."), name, leg->quantity, date);
  difference->date = leg->date;
  difference->trade = leg->trade;
  difference->other = other->trade;
  g_free (difference->key);
  difference->key = g_steal_pointer (&key);
}

static void
each_beginning (Comparison   *self,
                BeginningFunc func,
                GHashTable   *likes)
{
  for (guint i = 0; i < self->input->journal->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (self->input->journal->ledgers, i);

      for (guint l = 0; l < ledger->legs->len; l++)
        {
          const MagLeg *leg = &g_array_index (ledger->legs, MagLeg, l);

          if (begins_trade (leg))
            func (self, ledger, leg, likes);
        }
    }
}

static void
find_twice (Comparison *self)
{
  g_autoptr(GHashTable) likes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);

  each_beginning (self, collect_broker_s, likes);
  each_beginning (self, pair, likes);
}

/* ---- what both have ---- */

/* Half of a pair that is told: the one by hand. */
static gboolean
is_double (Comparison   *self,
           const MagLeg *leg)
{
  return g_hash_table_contains (self->skipped, &leg->trade) && !g_hash_table_contains (self->input->from_broker, &leg->trade);
}

static void
count_ledger (Comparison      *self,
              const MagLedger *ledger)
{
  static const MagContract none = { .root = "" };
  g_autoptr(GHashTable) shorts = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < ledger->legs->len; i++)
    {
      const MagLeg *leg = &g_array_index (ledger->legs, MagLeg, i);

      if (leg->role == MAG_LEG_SELL_TO_OPEN)
        g_hash_table_add (shorts, (gpointer) &leg->trade);
    }
  for (guint i = 0; i < ledger->legs->len; i++)
    {
      const MagLeg *leg = &g_array_index (ledger->legs, MagLeg, i);
      gint64 shares = mag_leg_get_shares (leg), sign = g_hash_table_contains (shorts, &leg->trade) ? -1 : 1;

      if (is_double (self, leg))
        continue;
      if (!mag_leg_role_is_shares (leg->role))
        {
          Entry *entry = find_entry (self, ledger->account, ledger->symbol, &leg->contract);

          entry->journal += (mag_leg_role_is_opening (leg->role) ? sign : -sign) * leg->quantity;
          entry->multiplier = leg->multiplier;
          entry->newest = MAX (entry->newest, leg->date);
        }
      if (shares != 0)
        {
          Entry *entry = find_entry (self, ledger->account, ledger->symbol, &none);

          entry->journal += shares;
          entry->newest = MAX (entry->newest, leg->date);
        }
    }
}

static void
count_portfolio (Comparison         *self,
                 const MagPortfolio *portfolio)
{
  static const MagContract none = { .root = "" };

  for (guint i = 0; i < portfolio->positions->len; i++)
    {
      const MagPosition *position = g_ptr_array_index (portfolio->positions, i);
      Entry *entry = find_entry (self, portfolio->account, position->symbol, &position->contract);

      entry->broker += (position->side == MAG_SIDE_SHORT ? -1 : 1) * position->quantity;
      entry->unsettled += (position->side == MAG_SIDE_SHORT ? -1 : 1) * position->settling;
      entry->adjusted = entry->adjusted || position->adjusted || (entry->journal != 0 && entry->multiplier != position->multiplier);
      entry->multiplier = position->multiplier;
    }
  for (guint i = 0; i < portfolio->shares->len; i++)
    {
      const MagShares *shares = g_ptr_array_index (portfolio->shares, i);

      find_entry (self, portfolio->account, shares->symbol, &none)->broker += (shares->side == MAG_SIDE_SHORT ? -1 : 1) * (shares->quantity_e8 / E8);
    }
}

/* What the broker has over the journal, as near to nothing as what is unsettled allows. */
static gint64
gap_of (const Entry *entry)
{
  gint64 one = entry->broker - entry->journal, other = one + entry->unsettled;

  if ((one <= 0 && other >= 0) || (one >= 0 && other <= 0))
    return 0;
  return ABS (one) < ABS (other) ? one : other;
}

/* What is logged under no account stands in for what this one has too many of. */
static void
borrow (Comparison *self,
        Entry      *entry)
{
  Entry *loose = entry->account[0] != '\0' ? find_entry (self, "", entry->symbol, &entry->contract) : NULL;
  gint64 gap = gap_of (entry), quantity;

  if (loose == NULL || gap == 0 || (gap > 0) != (loose->journal > 0))
    return;
  quantity = gap > 0 ? MIN (gap, loose->journal) : MAX (gap, loose->journal);
  entry->journal += quantity;
  loose->journal -= quantity;
  entry->newest = MAX (entry->newest, loose->newest);
}

/* ---- what differs ---- */

static gboolean
fits (const MagReport *report,
      const Entry     *entry)
{
  gboolean is_short = entry->journal < 0;

  return strcmp (report->symbol, entry->symbol) == 0 && mag_contract_compare (&report->contract, &entry->contract) == 0 &&
         (entry->account[0] == '\0' || strcmp (report->account, entry->account) == 0) &&
         (report->kind == MAG_REPORT_EXPIRED || is_short == (report->kind == MAG_REPORT_ASSIGNED));
}

/* Shares that contracts of this move when they are assigned or exercised. */
static gint64
count_shares (const Entry *entry,
              gint64       contracts)
{
  gboolean is_short = entry->journal < 0, put = entry->contract.right == MAG_RIGHT_PUT;

  return (is_short == put ? 1 : -1) * contracts * entry->multiplier;
}

/* certain: the broker has moved them, and logging the end will do so in the journal; else it may have. */
static void
foresee_shares (Comparison  *self,
                const Entry *entry,
                const char  *account,
                gint64       contracts,
                gboolean     certain)
{
  static const MagContract none = { .root = "" };
  Entry *shares = find_entry (self, account, entry->symbol, &none);

  if (certain)
    shares->journal += count_shares (entry, contracts);
  else
    shares->unsettled -= count_shares (entry, contracts);
}

static void
tell_report (Comparison      *self,
             const Entry     *entry,
             const MagReport *report,
             gint64           contracts)
{
  g_autofree char *name = dup_name (entry->symbol, &entry->contract), *date = mag_date_format (report->date);
  MagDifference *difference = NULL;

  if (report->kind != MAG_REPORT_EXPIRED)
    foresee_shares (self, entry, report->account, contracts, report->confirmed);
  if (!report->confirmed)
    {
      tell (self, MAG_DIFFERENCE_AWAITING, entry, contracts, _("%s, %" G_GINT64_FORMAT ": the broker is working on how it ended."), name, contracts);
      return;
    }
  switch (report->kind)
    {
    case MAG_REPORT_EXPIRED:
      difference = tell (self, MAG_DIFFERENCE_EXPIRED, entry, contracts, _("%s, %" G_GINT64_FORMAT ": expired on %s. In the journal it is open."), name, contracts, date);
      break;
    case MAG_REPORT_ASSIGNED:
      difference = tell (self, MAG_DIFFERENCE_ASSIGNED, entry, contracts, _("%s, %" G_GINT64_FORMAT ": assigned on %s. In the journal it is open."), name, contracts, date);
      break;
    case MAG_REPORT_EXERCISED:
      difference = tell (self, MAG_DIFFERENCE_EXERCISED, entry, contracts, _("%s, %" G_GINT64_FORMAT ": exercised on %s. In the journal it is open."), name, contracts, date);
      break;
    }
  difference->date = report->date;
}

/* left: contracts that the journal has and the broker has not. Returns how many no report speaks of. */
static gint64
tell_reports (Comparison  *self,
              const Entry *entry,
              gint64       left,
              gboolean     confirmed)
{
  for (guint i = 0; i < self->input->reports->len && left > 0; i++)
    {
      const MagReport *report = g_ptr_array_index (self->input->reports, i);
      gint64 taken = GPOINTER_TO_INT (g_hash_table_lookup (self->taken, report)), contracts = MIN (left, report->quantity - taken);

      if (report->confirmed != confirmed || contracts <= 0 || !fits (report, entry))
        continue;
      tell_report (self, entry, report, contracts);
      g_hash_table_insert (self->taken, (gpointer) report, GINT_TO_POINTER ((int) (taken + contracts)));
      left -= contracts;
    }
  return left;
}

static gboolean
is_awaited (Comparison  *self,
            const Entry *entry)
{
  MagDate today = mag_date_in_new_york (self->input->now_us);

  return mag_date_is_expired (entry->contract.expiration, mag_contract_is_am_settled (&entry->contract), self->input->now_us) &&
         today - entry->contract.expiration <= AWAITED_DAYS;
}

static void
tell_only_journal (Comparison  *self,
                   const Entry *entry,
                   gint64       left)
{
  g_autofree char *name = dup_name (entry->symbol, &entry->contract);

  if (left == 0)
    return;
  if (entry->contract.root[0] != '\0' && is_awaited (self, entry))
    {
      foresee_shares (self, entry, entry->account, left, FALSE);
      tell (self, MAG_DIFFERENCE_AWAITING, entry, left, _("%s, %" G_GINT64_FORMAT ": expired, and the broker has yet to say how it ended."), name, left);
    }
  else
    tell (self, MAG_DIFFERENCE_ONLY_JOURNAL, entry, left, _("%s, %" G_GINT64_FORMAT ": open in the journal, not held by the broker, which does not say why."), name, left);
}

static void
compare_contract (Comparison *self,
                  Entry      *entry)
{
  gint64 gap = gap_of (entry);
  gboolean journal_has_more = entry->journal != 0 && (entry->journal > 0) == (gap < 0);
  g_autofree char *name = dup_name (entry->symbol, &entry->contract);

  if (gap == 0 && !entry->adjusted)
    return;
  if (entry->adjusted)
    {
      if (gap != 0)
        tell (self, MAG_DIFFERENCE_ADJUSTED, entry, ABS (gap), _("%s, %" G_GINT64_FORMAT ": an adjusted contract. What it delivers has changed, and no order says how."), name, ABS (gap));
      return;
    }
  if (journal_has_more)
    {
      gint64 left = MIN (ABS (gap), ABS (entry->journal));

      left = tell_reports (self, entry, left, TRUE);
      left = tell_reports (self, entry, left, FALSE);
      tell_only_journal (self, entry, left);
    }
  if (entry->broker != 0 && (entry->broker > 0) == (gap > 0))
    tell (self, MAG_DIFFERENCE_MISSING, entry, MIN (ABS (gap), ABS (entry->broker)), _("%s, %" G_GINT64_FORMAT ": held by the broker, not in the journal."), name,
          MIN (ABS (gap), ABS (entry->broker)));
}

static void
compare_shares (Comparison  *self,
                const Entry *entry)
{
  gint64 gap = gap_of (entry);
  g_autofree char *name = dup_name (entry->symbol, &entry->contract);

  if (gap > 0)
    tell (self, MAG_DIFFERENCE_MISSING, entry, gap, _("%s, %" G_GINT64_FORMAT ": held by the broker, not in the journal."), name, gap);
  else if (gap < 0)
    tell_only_journal (self, entry, -gap);
}

/* Entries that are the broker's business, and of a moment when the broker was asked. */
static gboolean
is_comparable (const Entry *entry)
{
  return entry->account[0] == '\0' ? entry->journal != 0 : entry->known != 0 && entry->newest <= entry->known;
}

/* An account's own before those of no account, which have what is left. */
static void
each_entry (Comparison *self,
            gboolean    shares,
            gboolean    loose)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->order, i);

      if ((entry->contract.root[0] == '\0') != shares || (entry->account[0] == '\0') != loose)
        continue;
      borrow (self, entry);
      if (!is_comparable (entry))
        continue;
      if (shares)
        compare_shares (self, entry);
      else
        compare_contract (self, entry);
    }
}

static void
compare (Comparison *self)
{
  for (guint i = 0; i < self->input->portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (self->input->portfolios, i);

      g_hash_table_insert (self->days, portfolio->account, GINT_TO_POINTER ((int) mag_date_in_new_york (portfolio->at_us)));
    }
  for (guint i = 0; i < self->input->journal->ledgers->len; i++)
    count_ledger (self, g_ptr_array_index (self->input->journal->ledgers, i));
  for (guint i = 0; i < self->input->portfolios->len; i++)
    count_portfolio (self, g_ptr_array_index (self->input->portfolios, i));
  each_entry (self, FALSE, FALSE);
  each_entry (self, FALSE, TRUE);
  each_entry (self, TRUE, FALSE);
  each_entry (self, TRUE, TRUE);
}

static int
compare_differences (gconstpointer a,
                     gconstpointer b)
{
  const MagDifference *x = *(MagDifference *const *) a, *y = *(MagDifference *const *) b;

  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  return strcmp (x->key, y->key);
}

/**
 * mag_difference_list:
 *
 * Returns: (transfer full) (element-type MagDifference): what journal and broker do not agree on
 */
GPtrArray *
mag_difference_list (const MagDifferenceInput *input)
{
  g_autoptr(GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  g_autoptr(GHashTable) days = g_hash_table_new (g_str_hash, g_str_equal), taken = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) skipped = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  Comparison self = { input, entries, order, days, skipped, taken, g_ptr_array_new_with_free_func ((GDestroyNotify) mag_difference_free) };

  find_twice (&self);
  if (input->portfolios->len > 0)
    compare (&self);
  for (guint i = self.found->len; i-- > 0;)
    if (is_dismissed (&self, ((const MagDifference *) g_ptr_array_index (self.found, i))->key))
      g_ptr_array_remove_index (self.found, i);
  g_ptr_array_sort (self.found, compare_differences);
  return self.found;
}
