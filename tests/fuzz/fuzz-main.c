/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A libFuzzer program for one target, chosen when it is built. */

#include "fuzz-targets.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const MagFuzzTarget *
find_target (const char          *name,
             const MagFuzzTarget *targets,
             gsize                n_targets)
{
  for (gsize i = 0; i < n_targets; i++)
    if (strcmp (targets[i].name, name) == 0)
      return &targets[i];
  return NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const MagFuzzTarget *target;

  if (target == NULL)
    target = find_target (FUZZ_TARGET, mag_fuzz_core_targets, mag_fuzz_n_core_targets);
  if (target == NULL)
    target = find_target (FUZZ_TARGET, mag_fuzz_market_targets, mag_fuzz_n_market_targets);
  if (target == NULL)
    target = find_target (FUZZ_TARGET, mag_fuzz_broker_targets, mag_fuzz_n_broker_targets);
  if (target == NULL)
    target = find_target (FUZZ_TARGET, mag_fuzz_pricing_targets, mag_fuzz_n_pricing_targets);
  target->run (data, size);
  return 0;
}
