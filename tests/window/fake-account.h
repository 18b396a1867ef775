/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"

G_BEGIN_DECLS

/* A broker in this process, signed in, that holds what the test says. Every time it is asked all marks have moved by a cent. */
#define FAKE_TYPE_ACCOUNT (fake_account_get_type ())
G_DECLARE_FINAL_TYPE (FakeAccount, fake_account, FAKE, ACCOUNT, GObject)

FakeAccount *fake_account_new         (void);
/* Lines as of fake_position() and fake_shares(), NULL-terminated. Takes the place of what the account of that number held. */
void        fake_account_hold        (FakeAccount *self, const char *number, const char *name, const char *const *positions, const char *const *shares);
void        fake_account_hold_many   (FakeAccount *self, const char *number, const char *name, guint n); /* n puts of as many symbols */
void        fake_account_break       (FakeAccount *self, const char *number, const char *id, const char *problem); /* of a position: "p0" is the first */
void        fake_account_set_failure (FakeAccount *self, const char *message); /* of what is asked from now on; NULL: none */
void        fake_account_set_age     (FakeAccount *self, guint minutes); /* of every option's quote */
guint       fake_account_count_asked (FakeAccount *self);

G_END_DECLS
