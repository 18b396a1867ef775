/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What magnus-pg answers: its exit status, shared by the program and the store that starts it. */
typedef enum
{
  MAG_PG_READY = 0,     /* the server takes connections */
  MAG_PG_FAILED = 1,    /* see pg.log in the data folder */
  MAG_PG_BUSY = 2,      /* another one looks after this folder: just connect */
  MAG_PG_NO_SERVER = 3, /* no initdb or postgres on this system */
  MAG_PG_VERSION = 4,   /* the folder is of another major version */
  MAG_PG_DISK_FULL = 5,
} MagPgStatus;
