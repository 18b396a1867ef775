/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plausible lists and chains for the tests of the store. */

#include "config.h"

#include "store-data.h"

#include "mag-date.h"
#include "mag-money.h"

#include <math.h>

MagImportReport *
store_data_report (const char *text)
{
  MagImportReport *report = mag_import_report_new ();
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  const char *section = "";

  for (gsize i = 0; words[i] != NULL; i++)
    if (words[i][0] == '#')
      mag_import_report_add_section (report, section = words[i] + 1);
    else if (words[i][0] != '\0')
      mag_import_report_add (report, words[i], section, NULL);
  return report;
}

static MagOptionQuote
make_quote (const char *root,
            MagRight    right,
            MagDate     expiration,
            int         strike)
{
  MagOptionQuote quote = { .contract = { .right = right, .expiration = expiration, .strike = strike * MAG_PRICE_SCALE } };
  int otm = right == MAG_RIGHT_PUT ? 100 - strike : strike - 100;
  double size = otm >= 0 ? 0.5 - otm * 0.02 : MIN (0.5 - otm * 0.02, 0.95);

  g_strlcpy (quote.contract.root, root, sizeof quote.contract.root);
  quote.bid = MAX (-otm, 0) * MAG_PRICE_SCALE + (gint64) (size * 40000) / 100 * 100;
  quote.ask = quote.bid + 500 + otm * otm;
  quote.last = quote.bid + 100;
  quote.last_trade_us = NOON - MINUTE_US;
  quote.volume = 10 + strike;
  quote.open_interest = 100 + strike;
  quote.iv = 0.3 + otm * 0.001;
  quote.delta = right == MAG_RIGHT_PUT ? -size : size;
  quote.gamma = 0.0312;
  quote.theta = -1.0 / 30;
  quote.vega = 0.1079;
  quote.greeks = MAG_GREEKS_SOURCE;
  return quote;
}

MagChain *
store_data_chain (const char *ticker,
                  gint64      now_us)
{
  MagChain *chain = mag_chain_new (ticker, MAG_SOURCE_CBOE);
  MagDate expirations[] = { mag_date_new (2026, 12, 18), mag_date_new (2027, 1, 15) };

  chain->fetched_us = now_us;
  chain->generated_us = now_us - MINUTE_US;
  chain->quoted_us = now_us;
  chain->spot = 100 * MAG_PRICE_SCALE;
  chain->previous_close = 98 * MAG_PRICE_SCALE;
  chain->iv30 = 0.3125;
  mag_terms_init (&chain->terms, 0.04);
  chain->whole = TRUE;
  for (gsize e = 0; e < G_N_ELEMENTS (expirations); e++)
    for (int strike = 80; strike <= 120; strike += 5)
      for (MagRight right = MAG_RIGHT_CALL; right <= MAG_RIGHT_PUT; right++)
        {
          MagOptionQuote quote = make_quote (ticker, right, expirations[e], strike);

          g_array_append_val (chain->quotes, quote);
        }
  mag_chain_finish (chain, NOON);
  return chain;
}

MagChain *
store_data_wiped_chain (const char *ticker,
                        gint64      now_us)
{
  MagChain *chain = store_data_chain (ticker, now_us);

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      g_array_index (chain->quotes, MagOptionQuote, i).bid = 0;
      g_array_index (chain->quotes, MagOptionQuote, i).status = MAG_QUOTE_NO_BID;
    }
  return chain;
}

void
store_data_run (MagStore   *store,
                MagStoreJob body)
{
  g_autoptr(GError) error = NULL;

  mag_store_run (store, body, NULL, NULL, &error);
  g_assert_no_error (error);
}
