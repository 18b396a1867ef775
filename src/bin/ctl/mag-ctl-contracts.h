/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl-json.h"
#include "mag-quote.h"
#include "mag-terms.h"

G_BEGIN_DECLS

void  mag_ctl_write_quote (MagCtlJson *json, const MagOptionQuote *quote, gint64 now_us);
void  mag_ctl_write_terms (MagCtlJson *json, const MagTerms *terms);
char *mag_ctl_dup_terms   (const MagTerms *terms);

G_END_DECLS
