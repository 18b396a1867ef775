/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A Secret Service that has one item, which is locked, and behaves in one of these ways. On the session bus of this process. */
typedef enum
{
  FAKE_KEYRING_DISMISSED, /* its question is closed by the user */
  FAKE_KEYRING_LOCKED,    /* it says that it is locked and asks nobody */
  FAKE_KEYRING_NONSENSE,  /* its answers are of the wrong kind */
} FakeKeyringManner;

typedef struct _FakeKeyring FakeKeyring;

FakeKeyring *fake_keyring_start (FakeKeyringManner manner);
void         fake_keyring_stop  (FakeKeyring *keyring);

G_END_DECLS
