/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The campaigns of the journal, newest first, each a line of events with its three bases at the end. */
#define MAG_TYPE_CAMPAIGN_LIST (mag_campaign_list_get_type ())
G_DECLARE_FINAL_TYPE (MagCampaignList, mag_campaign_list, MAG, CAMPAIGN_LIST, AdwBin)

void  mag_campaign_list_set_journal (MagCampaignList *self, MagJournal *journal, const GArray *rows, gint64 now_us);

/* Words, pure. */
char *mag_campaign_list_describe_step  (const MagCampaignStep *step, gboolean rolled, gint64 now_us); /* "Fri 20 Feb: Assigned, 1 × 48 Put" */
char *mag_campaign_list_describe_bases (const MagCampaignStep *step); /* "Basis a share: campaign 46.20 · tax 45.40 · broker 48.00" */
char *mag_campaign_list_describe_sides (const MagCampaign *campaign); /* "Cash +$625.00 = tax items +$625.00" */

G_END_DECLS
