/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl.h"

G_BEGIN_DECLS

/* Who is signed in at the broker, as far as the keyring and one request tell. */
typedef struct
{
  const char *name;    /* static: "Robinhood" */
  const char *state;   /* static: "signed-in", "signed-out", "expired", "unknown" */
  char       *user;    /* owned; who is, or was last, signed in; NULL: nobody */
  char       *problem; /* owned; why that is not known, or not for sure; NULL: it is */
} MagCtlSignIn;

void mag_ctl_sign_in_look  (MagCtlSignIn *sign_in, MagCtl *self);
void mag_ctl_sign_in_clear (MagCtlSignIn *sign_in);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MagCtlSignIn, mag_ctl_sign_in_clear)
void mag_ctl_sign_in_write (const MagCtlSignIn *sign_in, MagCtlJson *json);
void mag_ctl_sign_in_print (const MagCtlSignIn *sign_in);

G_END_DECLS
