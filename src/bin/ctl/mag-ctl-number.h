/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mag_ctl_number_parse  (const char *text, double *value);
void     mag_ctl_number_format (double value, char digits[G_ASCII_DTOSTR_BUF_SIZE]);

G_END_DECLS
