/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drop-down of the watchlists with "All Lists" on top. It reads the lists itself and follows their changes; a chosen
 * list stays chosen when others come, go or are renamed, and gives way to all lists when it is deleted. */

#include "config.h"

#include "mag-list-picker.h"

#include "mag-format.h"
#include "mag-throttle.h"
#include "mag-watchlist-repo.h"

#include <glib/gi18n.h>

#define INTERVAL_MS 500

struct _MagListPicker
{
  AdwBin         parent_instance;

  GtkDropDown   *drop_down;
  GtkStringList *names;       /* owned by drop_down */
  GArray        *ids;         /* owned; gint64 of each name; 0 first */
  GPtrArray     *plain_names; /* owned; char * of each list without its count; "" first */
  char          *wanted;      /* owned; name to choose once the lists are read; NULL: none */
  MagEngine     *engine;      /* owned */
  MagThrottle   *throttle;    /* owned */
  GCancellable  *cancellable; /* owned; cancelled at the end */
  gint64         list;        /* chosen */
  gboolean       loaded;      /* the lists were read, or can't be */
  gboolean       filling;     /* the selection moves because the names do */
};

enum
{
  PROP_LIST = 1,
  PROP_LOADED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagListPicker, mag_list_picker, ADW_TYPE_BIN)

static gpointer
list_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_watchlist_repo_list (db, cancellable, error);
}

/* Position of the chosen list; 0, all, when it is not there. */
static guint
find_chosen (MagListPicker *self)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == self->list)
      return i;

  return 0;
}

static void
fill (MagListPicker *self,
      GPtrArray     *lists)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) texts = NULL;
  gint64 all = 0;

  g_array_set_size (self->ids, 0);
  g_ptr_array_set_size (self->plain_names, 0);
  g_array_append_val (self->ids, all);
  g_ptr_array_add (self->plain_names, g_strdup (""));
  g_strv_builder_add (names, _("All Lists"));

  for (guint i = 0; i < lists->len; i++)
    {
      const MagWatchlist *list = g_ptr_array_index (lists, i);
      g_autofree char *count = mag_format_count (list->n_symbols);

      g_array_append_val (self->ids, list->id);
      g_ptr_array_add (self->plain_names, g_strdup (list->name));
      /* Translators: name of a list and its number of symbols */
      g_strv_builder_take (names, g_strdup_printf (_("%s (%s)"), list->name, count));
    }

  texts = g_strv_builder_end (names);
  self->filling = TRUE;
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), (const char *const *) texts);
  gtk_drop_down_set_selected (self->drop_down, find_chosen (self));
  self->filling = FALSE;
}

/* The list asked for by name, once; else the chosen one gives way to all when it is gone. */
static void
choose_wanted (MagListPicker *self)
{
  g_autofree char *wanted = g_steal_pointer (&self->wanted);

  for (guint i = 0; wanted != NULL && i < self->plain_names->len; i++)
    if (g_str_equal (wanted, g_ptr_array_index (self->plain_names, i)))
      mag_list_picker_set_list (self, g_array_index (self->ids, gint64, i));

  if (find_chosen (self) == 0)
    mag_list_picker_set_list (self, 0);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagListPicker) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lists = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (self->throttle == NULL)
    return;

  mag_throttle_done (self->throttle);
  /* Without the lists the names known last stand; the page that shows what is in them says what is wrong with the store. */
  if (lists != NULL)
    {
      fill (self, lists);
      choose_wanted (self);
    }

  if (!self->loaded)
    {
      self->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
}

static void
read_lists (gpointer data)
{
  MagListPicker *self = data;

  if (self->engine == NULL || !mag_engine_is_ready (self->engine))
    {
      mag_throttle_done (self->throttle);
      return;
    }

  mag_store_run_async (mag_engine_get_store (self->engine), list_job, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
                       self->cancellable, listed_cb, g_object_ref (self));
}

static void
store_changed_cb (MagListPicker *self,
                  const char    *topic)
{
  if (*topic == '\0' || g_str_equal (topic, "lists") || g_str_has_prefix (topic, "list:"))
    mag_throttle_request (self->throttle);
}

static void
ready_cb (MagListPicker *self)
{
  mag_throttle_request (self->throttle);
}

static void
selected_cb (MagListPicker *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  if (self->filling || selected >= self->ids->len)
    return;

  g_clear_pointer (&self->wanted, g_free);
  mag_list_picker_set_list (self, g_array_index (self->ids, gint64, selected));
}

static void
mag_list_picker_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MagListPicker *self = MAG_LIST_PICKER (object);

  switch (prop_id)
    {
    case PROP_LIST:
      g_value_set_int64 (value, self->list);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_list_picker_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MagListPicker *self = MAG_LIST_PICKER (object);

  switch (prop_id)
    {
    case PROP_LIST:
      mag_list_picker_set_list (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_list_picker_dispose (GObject *object)
{
  MagListPicker *self = MAG_LIST_PICKER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->throttle, mag_throttle_free);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_list_picker_parent_class)->dispose (object);
}

static void
mag_list_picker_finalize (GObject *object)
{
  MagListPicker *self = MAG_LIST_PICKER (object);

  g_object_unref (self->cancellable);
  g_array_unref (self->ids);
  g_ptr_array_unref (self->plain_names);
  g_free (self->wanted);

  G_OBJECT_CLASS (mag_list_picker_parent_class)->finalize (object);
}

static void
mag_list_picker_class_init (MagListPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_list_picker_get_property;
  object_class->set_property = mag_list_picker_set_property;
  object_class->dispose = mag_list_picker_dispose;
  object_class->finalize = mag_list_picker_finalize;

  properties[PROP_LIST] =
    g_param_spec_int64 ("list", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mag_list_picker_init (MagListPicker *self)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  self->cancellable = g_cancellable_new ();
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->plain_names = g_ptr_array_new_with_free_func (g_free);
  self->throttle = mag_throttle_new (INTERVAL_MS, read_lists, self);
  self->names = gtk_string_list_new (NULL);
  self->drop_down = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->names), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Watchlist to scan"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->drop_down), _("Watchlist to Scan"));
  fill (self, none);
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->drop_down));
}

/**
 * mag_list_picker_set_engine:
 * @self: a picker without an engine
 * @engine: whose lists are shown
 */
void
mag_list_picker_set_engine (MagListPicker *self,
                            MagEngine     *engine)
{
  g_return_if_fail (MAG_IS_LIST_PICKER (self));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_store (engine), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  mag_throttle_request (self->throttle);
}

gint64
mag_list_picker_get_list (MagListPicker *self)
{
  g_return_val_if_fail (MAG_IS_LIST_PICKER (self), 0);

  return self->list;
}

/**
 * mag_list_picker_set_list:
 * @self: a picker
 * @list: id of a list, also one that is not read yet; 0: all
 */
void
mag_list_picker_set_list (MagListPicker *self,
                          gint64         list)
{
  g_return_if_fail (MAG_IS_LIST_PICKER (self));

  if (self->list == list)
    return;

  self->list = list;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->drop_down, find_chosen (self));
  self->filling = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST]);
}

/**
 * mag_list_picker_dup_name:
 * @self: a picker
 *
 * Returns: name of the chosen list; "" for all
 */
char *
mag_list_picker_dup_name (MagListPicker *self)
{
  g_return_val_if_fail (MAG_IS_LIST_PICKER (self), NULL);

  if (self->wanted != NULL)
    return g_strdup (self->wanted);

  return g_strdup (g_ptr_array_index (self->plain_names, find_chosen (self)));
}

/**
 * mag_list_picker_set_wanted:
 * @self: a picker
 * @name: a list's name; "" for all
 *
 * Chooses the list of that name as soon as the lists are read; one that does not exist then leaves the choice at all.
 */
void
mag_list_picker_set_wanted (MagListPicker *self,
                            const char    *name)
{
  g_return_if_fail (MAG_IS_LIST_PICKER (self));

  if (g_set_str (&self->wanted, name) && self->throttle != NULL)
    mag_throttle_request (self->throttle);
}
