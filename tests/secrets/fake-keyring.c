/* SPDX-License-Identifier: GPL-3.0-or-later */

/* As much of the Secret Service as libsecret asks for before it reads a locked item. */

#include "fake-keyring.h"

#define ROOT "/org/freedesktop/secrets"
#define ITEM ROOT "/collection/login/1"
#define PROMPT ROOT "/prompt/1"

struct _FakeKeyring
{
  FakeKeyringManner manner;
  GDBusConnection  *bus;
  GDBusNodeInfo    *info;
  guint             ids[3];
};

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/><arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
  "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "<property name='Collections' type='ao' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "<property name='Locked' type='b' access='read'/><property name='Attributes' type='a{ss}' access='read'/><property name='Label' type='s' access='read'/>"
  "<property name='Created' type='t' access='read'/><property name='Modified' type='t' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  "<method name='Prompt'><arg type='s' direction='in'/></method><method name='Dismiss'/>"
  "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  "</interface>"
  "</node>";

static void
answer_unlock (FakeKeyring           *self,
               GDBusMethodInvocation *invocation)
{
  if (self->manner == FAKE_KEYRING_LOCKED)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Secret.Error.IsLocked", "It is locked");
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(@ao [], %o)", PROMPT));
}

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               data)
{
  FakeKeyring *self = data;
  const char *algorithm = NULL;

  if (g_str_equal (method, "OpenSession"))
    {
      g_variant_get (parameters, "(&s@v)", &algorithm, NULL);
      if (g_str_equal (algorithm, "plain"))
        g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(<''>, %o)", ROOT "/session/1"));
      else
        g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED, "Plain only");
    }
  else if (g_str_equal (method, "SearchItems") && self->manner == FAKE_KEYRING_NONSENSE)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "The file of the keyring cannot be read: token=abcdef");
  else if (g_str_equal (method, "SearchItems"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(@ao [], [%o])", ITEM));
  else if (g_str_equal (method, "Unlock"))
    answer_unlock (self, invocation);
  else
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      if (g_str_equal (method, "Prompt"))
        g_dbus_connection_emit_signal (bus, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed", g_variant_new_parsed ("(true, <@ao []>)"), NULL);
    }
}

static GVariant *
read_cb (GDBusConnection  *bus,
         const char       *sender,
         const char       *path,
         const char       *interface,
         const char       *property,
         GError          **error,
         gpointer          data)
{
  if (g_str_equal (property, "Collections"))
    return g_variant_new_parsed ("@ao []");
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (property, "Attributes"))
    return g_variant_new_parsed ("{'service': 'robinhood', 'account': 'me@example.com', 'kind': 'tokens'}");
  return g_str_equal (property, "Label") ? g_variant_new_string ("Magnus") : g_variant_new_uint64 (1);
}

FakeKeyring *
fake_keyring_start (FakeKeyringManner manner)
{
  static const GDBusInterfaceVTable vtable = { called_cb, read_cb, NULL, { 0 } };
  static const char *const paths[] = { ROOT, ITEM, PROMPT };
  FakeKeyring *self = g_new0 (FakeKeyring, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  self->manner = manner;
  /* A connection of its own: libsecret does not talk to itself. */
  self->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  self->info = g_dbus_node_info_new_for_xml (interfaces, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      self->ids[i] = g_dbus_connection_register_object (self->bus, paths[i], self->info->interfaces[i], &vtable, self, NULL, &error);
      g_assert_no_error (error);
    }
  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0u), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_keyring_stop (FakeKeyring *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->ids); i++)
    g_dbus_connection_unregister_object (self->bus, self->ids[i]);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->info);
  g_free (self);
}
