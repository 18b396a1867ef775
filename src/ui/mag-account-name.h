/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mag_account_name (GPtrArray *portfolios, const char *account); /* "Individual", "Roth ··1234", "··1234", "No account" */

G_END_DECLS
