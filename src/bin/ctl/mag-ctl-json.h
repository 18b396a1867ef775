/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Writes JSON as it goes. Numbers come from fixed point digit by digit, so that 1.85 is 1.85; what is unknown is null. name is NULL inside an array. */
typedef struct _MagCtlJson MagCtlJson;

MagCtlJson *mag_ctl_json_new          (void);
void        mag_ctl_json_free         (MagCtlJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagCtlJson, mag_ctl_json_free)
void        mag_ctl_json_begin_object (MagCtlJson *self, const char *name);
void        mag_ctl_json_end_object   (MagCtlJson *self);
void        mag_ctl_json_begin_array  (MagCtlJson *self, const char *name);
void        mag_ctl_json_end_array    (MagCtlJson *self);
void        mag_ctl_json_string       (MagCtlJson *self, const char *name, const char *text);
void        mag_ctl_json_boolean      (MagCtlJson *self, const char *name, gboolean value);
void        mag_ctl_json_integer      (MagCtlJson *self, const char *name, gint64 value);
void        mag_ctl_json_count        (MagCtlJson *self, const char *name, gint64 count);
void        mag_ctl_json_ratio        (MagCtlJson *self, const char *name, double ratio);
void        mag_ctl_json_price        (MagCtlJson *self, const char *name, MagPrice price);
void        mag_ctl_json_money        (MagCtlJson *self, const char *name, MagMoney money);
void        mag_ctl_json_instant      (MagCtlJson *self, const char *name, gint64 instant_us);
void        mag_ctl_json_date         (MagCtlJson *self, const char *name, MagDate date);
const char *mag_ctl_json_get_text     (MagCtlJson *self);
void        mag_ctl_json_forget_text  (MagCtlJson *self);
void        mag_ctl_json_print        (MagCtlJson *self);

G_END_DECLS
