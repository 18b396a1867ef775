/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a position to the journal: the broker's contract is looked for among the open trades of its symbol. The journal is the user's, so what it
 * does not have is offered, not added. */

#include "config.h"

#include "mag-holding-closing.h"

#include "mag-close-dialog.h"
#include "mag-date.h"
#include "mag-format.h"
#include "mag-trade-dialog.h"
#include "mag-trade-repo.h"

#include <glib/gi18n.h>

typedef struct
{
  MagPage    *page;    /* owned */
  MagHolding *holding; /* owned */
} Closing;

static void
closing_free (Closing *closing)
{
  g_object_unref (closing->page);
  mag_holding_unref (closing->holding);
  g_free (closing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Closing, closing_free)

static gpointer
load_journal_job (MagDb         *db,
                  gpointer       symbol,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return mag_trade_repo_load (db, symbol, cancellable, error);
}

/* Whether one of the chain's opening legs is the contract, and not all of it closed. */
static gboolean
is_open_in (const MagRollChain *chain,
            const MagContract  *contract)
{
  gint64 remaining;

  if (chain->remaining == 0)
    return FALSE;
  for (guint i = 0; i < chain->newest->len; i++)
    {
      const MagLeg *leg = g_ptr_array_index (chain->newest, i);

      if (mag_contract_compare (&leg->contract, contract) == 0 && mag_roll_chain_find_open (chain, leg->trade, &remaining) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* (transfer full) (nullable) */
static MagTradeItem *
find_trade (MagJournal        *journal,
            const MagContract *contract,
            gint64             now_us)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(GArray) rows = mag_journal_filter (journal, &all);

  for (guint i = 0; i < rows->len; i++)
    {
      const MagJournalRow *row = &g_array_index (rows, MagJournalRow, i);

      if (row->chain != NULL && is_open_in (row->chain, contract))
        return mag_trade_item_new (journal, row, now_us);
    }
  return NULL;
}

/* The one that was sold: a spread is journalled by it first. */
static const MagPosition *
main_leg (const MagHolding *holding)
{
  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);

      if (leg->side == MAG_SIDE_SHORT)
        return leg;
    }
  return g_ptr_array_index (holding->legs, 0);
}

/* The position as its opening leg would be in the journal. */
static void
present_form (Closing *closing)
{
  const MagPosition *position = main_leg (closing->holding);
  const MagLeg leg = {
    .role = position->side == MAG_SIDE_SHORT ? MAG_LEG_SELL_TO_OPEN : MAG_LEG_BUY_TO_OPEN, .contract = position->contract, .multiplier = position->multiplier,
    .quantity = position->quantity + position->settling, .price = mag_position_get_credit (position), .date = mag_date_in_new_york (position->opened_us),
  };

  adw_dialog_present (mag_trade_dialog_new_filled (mag_page_get_engine (closing->page), position->symbol, &leg), GTK_WIDGET (closing->page));
}

static void
answered_cb (AdwAlertDialog *alert,
             const char     *response,
             Closing        *closing)
{
  if (g_str_equal (response, "add"))
    present_form (closing);
}

static void
forget_closing (gpointer  closing,
                GClosure *closure)
{
  closing_free (closing);
}

static void
offer_to_add (Closing *closing)
{
  const MagPosition *leg = main_leg (closing->holding);
  g_autofree char *strike = mag_format_strike (leg->contract.strike);
  AdwDialog *alert = adw_alert_dialog_new (_("Not in the Journal"), NULL);

  adw_alert_dialog_format_body (ADW_ALERT_DIALOG (alert),
                                closing->holding->legs->len > 1
                                  /* Translators: symbol, strike, Put or Call of the leg that was sold */
                                  ? _("The journal has no open trade of the %s %s %s in this spread. It can be added with what the broker knows; the others are then added to it on the Trades page.")
                                  : _("The journal has no open trade of the %s %s %s. It can be added with what the broker knows, and its close be logged after that."),
                                leg->symbol, strike, mag_format_right (leg->contract.right));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _("_Cancel"), "add", _("_Add Trade…"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "add", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (alert), "add");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "cancel");
  g_signal_connect_data (alert, "response", G_CALLBACK (answered_cb), closing, forget_closing, 0);
  adw_dialog_present (alert, GTK_WIDGET (closing->page));
}

static void
journal_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Closing) closing = user_data;
  MagEngine *engine = mag_page_get_engine (closing->page);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagJournal) journal = mag_store_run_finish (MAG_STORE (source), result, &error);
  g_autoptr(MagTradeItem) item = journal != NULL ? find_trade (journal, &main_leg (closing->holding)->contract, mag_engine_now_us (engine)) : NULL;
  AdwDialog *dialog = item != NULL ? mag_close_dialog_new (engine, item) : NULL;

  if (journal == NULL)
    {
      if (!mag_engine_report (engine, error))
        mag_page_add_toast (closing->page, adw_toast_new (error->message));
    }
  else if (dialog != NULL)
    adw_dialog_present (dialog, GTK_WIDGET (closing->page));
  else
    offer_to_add (g_steal_pointer (&closing));
}

/**
 * mag_holding_closing_begin:
 * @holding: of options
 *
 * A refresh that comes meanwhile changes nothing of it.
 */
void
mag_holding_closing_begin (MagPage    *page,
                           MagHolding *holding)
{
  Closing *closing;

  g_return_if_fail (MAG_IS_PAGE (page));
  g_return_if_fail (holding->legs->len > 0);

  closing = g_new (Closing, 1);
  *closing = (Closing) { g_object_ref (page), mag_holding_ref (holding) };
  mag_store_run_async (mag_engine_get_store (mag_page_get_engine (page)), load_journal_job, g_strdup (holding->symbol), g_free, (GDestroyNotify) mag_journal_unref, NULL,
                       journal_loaded_cb, closing);
}
