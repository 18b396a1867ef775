/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A libFuzzer program for one target, chosen when it is built. */

#include "fuzz-targets.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const MagFuzzTarget *target;

  if (target == NULL)
    target = mag_fuzz_find_target (FUZZ_TARGET);
  target->run (data, size);
  return 0;
}
