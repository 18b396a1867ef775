/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What is kept of Yahoo from one run to the next, as a text: the cookies its API host is sent and the crumb that goes with them. Pure. */
char *mag_yahoo_keep_format (SoupCookieJar *jar, GUri *api, const char *crumb);
char *mag_yahoo_keep_parse  (const char *text, gsize length, SoupCookieJar *jar, GUri *api); /* fills the jar; the crumb, NULL: none */

G_END_DECLS
