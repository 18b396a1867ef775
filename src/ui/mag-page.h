/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Base of the window's four pages: an AdwBin with the engine, and what the window asks of whichever page is shown. */
#define MAG_TYPE_PAGE (mag_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (MagPage, mag_page, MAG, PAGE, AdwBin)

struct _MagPageClass
{
  AdwBinClass parent_class;

  /* Ctrl+F; NULL: nothing to search. */
  void (*search)  (MagPage *self);
  /* Ctrl+R, and the banner's Retry; NULL: nothing to refresh. */
  void (*refresh) (MagPage *self);
};

MagEngine  *mag_page_get_engine  (MagPage *self);
/* The window's banner shows it with a Retry button that calls refresh(). NULL: all is well. A whole sentence; says how old the data on screen is. */
void        mag_page_set_problem (MagPage *self, const char *problem);
const char *mag_page_get_problem (MagPage *self);
void        mag_page_search      (MagPage *self);
void        mag_page_refresh     (MagPage *self);
/* Shows a toast in the page's window. title: plain text. */
void        mag_page_add_toast   (MagPage *self, AdwToast *toast);

G_END_DECLS
