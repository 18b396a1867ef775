/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-black.h"
#include "mag-chain.h"

G_BEGIN_DECLS

/* What a user asks the scanner for. A plain value; start from mag_scan_criteria_init(). A limit that is UNKNOWN/NaN/-1 is off. */
typedef struct
{
  MagRight right;                 /* PUT */
  int      dte_target;            /* days, 30 */
  int      dte_tolerance;         /* days, 7; both ends included */
  double   delta_min, delta_max;  /* |delta|, 0.25 and 0.40, both included */
  MagPrice bid_min;               /* per share; a bid must always be > 0 */
  double   monthly_return_min;    /* fraction per 30 days on collateral; NaN off */
  gint64   open_interest_min;     /* -1 off */
  gint64   volume_min;            /* -1 off */
  double   spread_max;            /* (ask-bid)/mark; NaN off */
  MagMoney collateral_max;        /* strike x multiplier, cents; UNKNOWN off */
  gboolean out_of_the_money;      /* TRUE */
} MagScanCriteria;

/* The filters in the order they are applied: a contract is counted at the first it fails. */
typedef enum
{
  MAG_SCAN_FILTER_RIGHT,      /* other side; not shown in the line */
  MAG_SCAN_FILTER_ADJUSTED,   /* root with a digit: left out and counted */
  MAG_SCAN_FILTER_EXPIRED,
  MAG_SCAN_FILTER_DTE,
  MAG_SCAN_FILTER_QUOTE,      /* status other than ok: no bid, crossed ... */
  MAG_SCAN_FILTER_MONEYNESS,
  MAG_SCAN_FILTER_NO_DELTA,   /* delta unknown */
  MAG_SCAN_FILTER_DELTA,
  MAG_SCAN_FILTER_BID,
  MAG_SCAN_FILTER_RETURN,
  MAG_SCAN_FILTER_OPEN_INTEREST,
  MAG_SCAN_FILTER_VOLUME,
  MAG_SCAN_FILTER_SPREAD,
  MAG_SCAN_FILTER_COLLATERAL,
  MAG_SCAN_N_FILTERS
} MagScanFilter;

/* One ranked contract. */
typedef struct
{
  char           symbol[16];       /* canonical ticker */
  MagOptionQuote quote;
  MagPrice       spot;             /* of the chain's moment */
  gint64         quoted_us;        /* moment of the quotes */
  MagSource      source;
  MagTerms       terms;            /* what the chain was valued with; dividends up to this contract's expiration only */
  double         stock_iv30;       /* our own, of the last day there is one; NaN */
  double         iv_rank, iv_percentile; /* of it, 0 to 100; NaN with too little history */
  gint64         iv_days;          /* of history they look at, at most 252; 0 */
  double         hv30;             /* of the share, fraction; NaN */
  MagDate        earnings;         /* 0 */
  MagDate        ex_dividend;      /* 0 */
} MagScanRow;

/* Figures derived from a row at a moment: the columns of DOMAIN 4 and 5 on the bid. */
typedef struct
{
  int      dte;
  MagPrice mark;
  double   roc;                /* bid / strike for a put; bid / spot for a call; fraction */
  double   monthly_return;     /* roc x 30 / dte; NaN at DTE 0 */
  double   annualized;         /* roc x 365 / dte; NaN at DTE 0 */
  MagMoney premium;            /* bid x multiplier, cents */
  MagMoney collateral;         /* strike x multiplier; a call: spot x multiplier (shares) */
  MagPrice breakeven;          /* put: strike - bid; call: spot - bid, covered by shares bought at the spot */
  double   cushion;            /* percent OTM as a fraction; negative ITM */
  double   spread;             /* fraction of mark */
  double   p_itm, pop;         /* lognormal between ex-dates, with the contract's own iv; pop: at or above the breakeven at expiry; NaN */
  double   iv_premium;         /* IV30 - HV30 in volatility points; NaN */
} MagScanFigures;

/* Answer of the query engine: ranked by monthly return on the bid, ties by smaller |delta|, then symbol, expiration, strike. Immutable. */
typedef struct
{
  GArray *rows;                          /* MagScanRow; never NULL */
  gint64  n_contracts;                   /* of the asked side, before any filter */
  gint64  removed[MAG_SCAN_N_FILTERS];
  guint   n_symbols;                     /* in scope */
  guint   n_symbols_without_chain;
  gint64  oldest_quoted_us, newest_quoted_us; /* over the chains in scope; 0 none */
  gatomicrefcount ref_count;             /* private */
} MagScanResult;

void           mag_scan_criteria_init     (MagScanCriteria *criteria);
gboolean       mag_scan_criteria_validate (const MagScanCriteria *criteria, GError **error);
/* The rule itself for one contract, pure: MAG_SCAN_N_FILTERS when it passes. The SQL of the store states the same rule; a test holds them together. */
MagScanFilter  mag_scan_first_failure     (const MagScanCriteria *criteria, const MagOptionQuote *quote, MagPrice spot, gint64 now_us);
double         mag_scan_return_on_capital (const MagOptionQuote *quote, MagPrice spot);
int            mag_scan_row_compare       (const MagScanRow *a, const MagScanRow *b, gint64 now_us);
void           mag_scan_row_get_figures   (const MagScanRow *row, gint64 now_us, MagScanFigures *figures);
const char    *mag_scan_filter_to_nick    (MagScanFilter filter);  /* "delta", "spread", ... machine words for --json; the UI translates its own labels */

MagScanResult *mag_scan_result_new   (void);
MagScanResult *mag_scan_result_ref   (MagScanResult *result);
void           mag_scan_result_unref (MagScanResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagScanResult, mag_scan_result_unref)

G_END_DECLS
