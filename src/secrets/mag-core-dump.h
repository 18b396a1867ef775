/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is in memory does not end in a file. Called first in each main; holds for the programs it starts as well. */
void mag_core_dump_forbid (void);
