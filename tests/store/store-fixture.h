/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-store.h"

/* A folder with a private server of its own, and a store on it. */
typedef struct
{
  char       *root;    /* owned; short, because of the socket's path */
  MagProfile *profile; /* owned */
  MagStore   *store;   /* owned */
} StoreFixture;

/* FALSE, and the test is skipped with the reason: no server programs here. */
gboolean      store_fixture_set_up    (StoreFixture *fixture);
void          store_fixture_tear_down (StoreFixture *fixture); /* waits for the server's end */
/* Another program's view of the same data: close and unref it. */
MagStore     *store_fixture_new_store (StoreFixture *fixture);
void          store_fixture_reopen    (StoreFixture *fixture);
void          store_fixture_wait_for_end (StoreFixture *fixture); /* of the server */
gboolean      store_fixture_has_server (const char **why_not);
int           store_fixture_postmaster (StoreFixture *fixture); /* its pid; 0 */
char         *store_fixture_path      (StoreFixture *fixture, const char *below_data_dir);

/* One statement through a job, with its errors fatal; the first value or NULL. */
char         *store_query             (MagStore *store, const char *sql);
gint64        store_query_int         (MagStore *store, const char *sql);
/* The same, and the error it must give. */
void          store_expect            (MagStore *store, const char *sql, GCancellable *cancellable, GQuark domain, int code);
