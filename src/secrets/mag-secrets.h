/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where secrets are kept: the system's keyring, or, when the user says so, the memory of this session. Main loop thread. */
#define MAG_TYPE_SECRETS (mag_secrets_get_type ())
G_DECLARE_FINAL_TYPE (MagSecrets, mag_secrets, MAG, SECRETS, GObject)

typedef enum
{
  MAG_SECRETS_ERROR_LOCKED,    /* the keyring is locked and was not unlocked */
  MAG_SECRETS_ERROR_CANCELLED, /* the user closed the keyring's own dialog */
  MAG_SECRETS_ERROR_MISSING,   /* no keyring service runs */
  MAG_SECRETS_ERROR_BROKEN,    /* it answers, but not as it should */
} MagSecretsError;
#define MAG_SECRETS_ERROR (mag_secrets_error_quark ())
GQuark mag_secrets_error_quark (void);

/* One item a service, account and kind, found by schema attributes. service: "robinhood", or "robinhood-practice"; account: the user name; kind: "tokens", "device". */
MagSecrets *mag_secrets_new           (void);
/* From now on nothing is written to the keyring: this session only. */
void        mag_secrets_set_session_only (MagSecrets *self);
gboolean    mag_secrets_is_session_only  (MagSecrets *self);

/* Answers NULL without an error when there is no such item. The text is freed with mag_secrets_free_text(). */
void        mag_secrets_load_async    (MagSecrets *self, const char *service, const char *account, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char       *mag_secrets_load_finish   (MagSecrets *self, GAsyncResult *result, GError **error);
void        mag_secrets_save_async    (MagSecrets *self, const char *service, const char *account, const char *kind, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_secrets_save_finish   (MagSecrets *self, GAsyncResult *result, GError **error);
void        mag_secrets_remove_async  (MagSecrets *self, const char *service, const char *account, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    mag_secrets_remove_finish (MagSecrets *self, GAsyncResult *result, GError **error);
/* Whose item of that kind it is: the account, newest first where there are several; NULL without an error when there is none. Unlocks nothing. */
void        mag_secrets_find_async    (MagSecrets *self, const char *service, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char       *mag_secrets_find_finish   (MagSecrets *self, GAsyncResult *result, GError **error);
void        mag_secrets_free_text     (char *text); /* wipes it first */

G_END_DECLS
