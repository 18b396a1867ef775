/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The texts on the way to a crumb. Pure. */
char    *mag_yahoo_consent_form_parse (GBytes *page);  /* the form to post back, urlencoded; NULL: no consent form */
char    *mag_yahoo_crumb_parse        (GBytes *body);  /* NULL: not a crumb, whatever the status said */

G_END_DECLS
