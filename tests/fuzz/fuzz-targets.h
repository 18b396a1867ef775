/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A parser with what must hold for any input. data need not end in NUL. Fails by aborting. */
typedef void (*MagFuzzFunc) (const guint8 *data, gsize size);

typedef struct
{
  const char        *name;
  MagFuzzFunc        run;
  guint              n_rounds; /* of mutation in a short run: what about a fifth of a second allows under a sanitizer */
  const char *const *seeds;    /* texts to begin with, NULL at the end */
  const char        *captures; /* folder of recorded texts below the captures, or NULL */
} MagFuzzTarget;

/* By what the inputs are: of people, of servers, numbers. */
extern const MagFuzzTarget mag_fuzz_core_targets[];
extern const gsize         mag_fuzz_n_core_targets;
extern const MagFuzzTarget mag_fuzz_market_targets[];
extern const gsize         mag_fuzz_n_market_targets;
extern const MagFuzzTarget mag_fuzz_broker_targets[];
extern const gsize         mag_fuzz_n_broker_targets;
extern const MagFuzzTarget mag_fuzz_pricing_targets[];
extern const gsize         mag_fuzz_n_pricing_targets;

G_END_DECLS
