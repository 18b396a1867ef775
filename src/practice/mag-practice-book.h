/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"
#include "mag-practice-market.h"

G_BEGIN_DECLS

/* What the practice account did since January of last year, and what that left in it: a pure function of market, account and instant. */

#define MAG_PRACTICE_MAX_LEGS 2
#define MAG_PRACTICE_MAX_FILLS 2

typedef struct
{
  gint64   quantity; /* contracts */
  MagPrice price;    /* per share */
  gint64   at_us;
} MagPracticeFill;

typedef struct
{
  MagContract     contract;
  gboolean        sells, opens;
  guint           n_fills;
  MagPracticeFill fills[MAG_PRACTICE_MAX_FILLS];
} MagPracticeDealLeg;

/* A filled order. */
typedef struct
{
  const char        *symbol;   /* static; canonical */
  guint64            key;      /* its ids follow from it */
  gint64             quantity; /* of each leg */
  guint              n_legs;
  MagPracticeDealLeg legs[MAG_PRACTICE_MAX_LEGS];
  const char        *opening, *closing; /* static; strategies of the positions; NULL */
  MagMoney           fees;
  gint64             created_us, filled_us;
} MagPracticeDeal;

/* Shares bought or sold by an order. */
typedef struct
{
  const char *symbol;   /* static; canonical */
  guint64     key;      /* its ids follow from it */
  gboolean    sells;
  guint       n_fills;
  MagPracticeFill fills[MAG_PRACTICE_MAX_FILLS]; /* quantity: shares */
  MagMoney    fees;
  gint64      created_us;
} MagPracticeShareDeal;

typedef enum
{
  MAG_PRACTICE_EXPIRES,
  MAG_PRACTICE_IS_ASSIGNED, /* short: shares come (put) or go (call) */
  MAG_PRACTICE_IS_EXERCISED,
} MagPracticeEventKind;

typedef struct
{
  const char          *symbol; /* static */
  guint64              key;
  MagPracticeEventKind kind;
  MagContract          contract;
  gboolean             is_short;
  gint64               quantity;
  MagPrice             underlying;
  MagDate              date;
  gint64               created_us;
} MagPracticeEvent;

typedef struct
{
  const char *symbol; /* static */
  guint64     key;
  MagContract contract;
  gboolean    is_short;
  gint64      quantity;     /* 0: closed */
  gint64      pending_expired;
  MagMoney    average_cost; /* of one contract of 100 shares, in 1/10000 dollar; >= 0 */
  gint64      opened_us, updated_us;
} MagPracticeHolding;

typedef struct
{
  const char *symbol; /* static */
  gint64      shares;
  gint64      held;   /* behind calls */
  MagPrice    average_price;
  gint64      created_us, updated_us;
} MagPracticeStock;

typedef struct
{
  GArray *deals;    /* MagPracticeDeal, oldest first */
  GArray *share_deals; /* MagPracticeShareDeal, oldest first */
  GArray *events;   /* MagPracticeEvent, oldest first */
  GArray *holdings; /* MagPracticeHolding */
  GArray *stocks;   /* MagPracticeStock; those with shares */
  MagMoney cash;    /* not bound by anything but puts */
} MagPracticeBook;

typedef enum
{
  MAG_PRACTICE_MARGIN, /* the main account */
  MAG_PRACTICE_IRA,
  MAG_PRACTICE_LOAD,   /* 500 contracts without a history: for load tests */
  MAG_PRACTICE_N_ACCOUNTS
} MagPracticeAccount;

MagPracticeBook *mag_practice_book_new  (MagPracticeMarket *market, MagPracticeAccount account, gint64 now_us);
void             mag_practice_book_free (MagPracticeBook *book);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeBook, mag_practice_book_free)

G_END_DECLS
