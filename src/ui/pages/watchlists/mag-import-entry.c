/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item of an import report as an object, which is what list views show. */

#include "mag-import-entry.h"

struct _MagImportEntry
{
  GObject              parent_instance;

  MagImportReport     *report; /* owned; owns item */
  const MagImportItem *item;
};

G_DEFINE_FINAL_TYPE (MagImportEntry, mag_import_entry, G_TYPE_OBJECT)

static void
mag_import_entry_finalize (GObject *object)
{
  mag_import_report_unref (MAG_IMPORT_ENTRY (object)->report);

  G_OBJECT_CLASS (mag_import_entry_parent_class)->finalize (object);
}

static void
mag_import_entry_class_init (MagImportEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_import_entry_finalize;
}

static void
mag_import_entry_init (MagImportEntry *self)
{
}

const MagImportItem *
mag_import_entry_get (MagImportEntry *self)
{
  g_return_val_if_fail (MAG_IS_IMPORT_ENTRY (self), NULL);

  return self->item;
}

/**
 * mag_import_entry_list_new:
 * @report: a report
 *
 * Returns: (transfer full): its items in order, as a list of MagImportEntry
 */
GListModel *
mag_import_entry_list_new (MagImportReport *report)
{
  g_autoptr(GPtrArray) entries = NULL;
  GListStore *list;

  g_return_val_if_fail (report != NULL, NULL);

  list = g_list_store_new (MAG_TYPE_IMPORT_ENTRY);
  entries = g_ptr_array_new_full (report->items->len, g_object_unref);
  for (guint i = 0; i < report->items->len; i++)
    {
      MagImportEntry *entry = g_object_new (MAG_TYPE_IMPORT_ENTRY, NULL);

      entry->report = mag_import_report_ref (report);
      entry->item = g_ptr_array_index (report->items, i);
      g_ptr_array_add (entries, entry);
    }
  g_list_store_splice (list, 0, 0, entries->pdata, entries->len);

  return G_LIST_MODEL (list);
}
