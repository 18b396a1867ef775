/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sign-in, page by page as the broker's state asks for it. The name stays until the end, the password until the broker has it; a sign-in
 * is begun by the user's click and by nothing else. */

#include "config.h"

#include "mag-sign-in-dialog.h"

#include "mag-window.h"

#include <glib/gi18n.h>

struct _MagSignInDialog
{
  AdwDialog     parent_instance;

  GtkStack     *stack;
  GtkWidget    *cancel, *sign_in, *send_code, *done;
  GtkLabel     *introduction;
  GtkEditable  *user, *password;
  GtkLabel     *problem;
  GtkLabel     *busy;
  GtkLabel     *approve_title, *time_left;
  GtkLabel     *code_where;
  GtkEditable  *code;
  GtkLabel     *code_problem, *code_time_left;
  GtkWidget    *resend;
  GtkImage     *trouble_icon;
  GtkLabel     *trouble_title, *trouble_text, *wait;
  GtkWidget    *again, *session_only;
  GtkLabel     *done_title, *storage_problem;

  MagEngine    *engine;      /* owned */
  MagBroker    *broker;      /* owned */
  GCancellable *cancellable; /* owned; of the sign-in under way; NULL */
  gint64        retry_us;    /* before that the broker does not want to be asked again; 0: whenever */
  guint         timer;       /* source id; counts down */
  gboolean      resent;      /* the user asked for another code */
};

G_DEFINE_FINAL_TYPE (MagSignInDialog, mag_sign_in_dialog, ADW_TYPE_DIALOG)

static void
show_problem (GtkLabel   *label,
              const char *problem)
{
  gtk_label_set_text (label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (label), problem != NULL);
}

static void
mark (GtkEditable *row,
      gboolean     wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID, wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
focus_page (MagSignInDialog *self,
            const char      *name)
{
  if (g_str_equal (name, "form"))
    gtk_widget_grab_focus (GTK_WIDGET (*gtk_editable_get_text (self->user) == '\0' ? self->user : self->password));
  else if (g_str_equal (name, "code"))
    gtk_widget_grab_focus (GTK_WIDGET (self->code));
  else if (g_str_equal (name, "trouble"))
    gtk_widget_grab_focus (gtk_widget_get_sensitive (self->again) ? self->again : self->cancel);
  else
    gtk_widget_grab_focus (g_str_equal (name, "done") ? self->done : self->cancel);
}

/* A screen reader tells where the focus is, which on these pages is a button. */
static void
announce_page (MagSignInDialog *self,
               const char      *name)
{
  GtkLabel *label = g_str_equal (name, "busy") ? self->busy : g_str_equal (name, "approve") ? self->approve_title
                    : g_str_equal (name, "code") ? self->code_where : g_str_equal (name, "done") ? self->done_title : NULL;

  if (label != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_text (label), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_page (MagSignInDialog *self,
           const char      *name)
{
  gboolean done = g_str_equal (name, "done");

  gtk_widget_set_visible (self->sign_in, g_str_equal (name, "form"));
  gtk_widget_set_visible (self->send_code, g_str_equal (name, "code"));
  gtk_widget_set_visible (self->done, done);
  gtk_widget_set_visible (self->cancel, !done);
  gtk_stack_set_visible_child_name (self->stack, name);
  focus_page (self, name);
  announce_page (self, name);
}

/* Time */

/* NULL: it is past. */
static char *
format_left (MagSignInDialog *self,
             gint64           until_us)
{
  gint64 seconds = (until_us - mag_engine_now_us (self->engine)) / MAG_SECOND_US;

  if (seconds <= 0)
    return NULL;
  return seconds < 3600 ? g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60))
                        : g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
}

/* template: a format with one %s */
static void
show_left (MagSignInDialog *self,
           GtkLabel        *label,
           const char      *template,
           gint64           until_us)
{
  g_autofree char *left = format_left (self, until_us);
  GString *text = g_string_new (left != NULL ? template : "");

  if (left != NULL)
    g_string_replace (text, "%s", left, 1);
  gtk_label_set_text (label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (label), left != NULL);
  g_string_free (text, TRUE);
}

static gboolean
count_down_cb (gpointer user_data)
{
  MagSignInDialog *self = user_data;
  const MagBrokerChallenge *challenge = mag_broker_get_challenge (self->broker);
  gint64 expires_us = challenge != NULL ? challenge->expires_us : 0;

  /* Translators: minutes and seconds */
  show_left (self, self->time_left, _("%s left"), expires_us);
  show_left (self, self->code_time_left, _("%s left"), expires_us);
  show_left (self, self->wait, _("Wait %s before you try again"), self->retry_us);
  gtk_widget_set_sensitive (self->again, self->retry_us <= mag_engine_now_us (self->engine));
  return G_SOURCE_CONTINUE;
}

/* What the broker waits for */

static const char *
describe_code (MagBrokerCode code,
               gboolean      resent)
{
  switch (code)
    {
    case MAG_BROKER_CODE_APP: return _("Type the code your authenticator app shows.");
    case MAG_BROKER_CODE_SMS: return resent ? _("Robinhood sent another code to your phone by text message.") : _("Robinhood sent a code to your phone by text message.");
    case MAG_BROKER_CODE_EMAIL: return resent ? _("Robinhood sent another code to your e-mail address.") : _("Robinhood sent a code to your e-mail address.");
    case MAG_BROKER_CODE_NONE: break;
    }
  return "";
}

static void
show_challenge (MagSignInDialog          *self,
                const MagBrokerChallenge *challenge)
{
  g_autofree char *wrong = NULL;

  if (challenge->was_wrong)
    wrong = challenge->attempts >= 0 ? g_strdup_printf (ngettext ("That code is not right. %d try is left.", "That code is not right. %d tries are left.", challenge->attempts), challenge->attempts)
                                     : g_strdup (_("That code is not right."));
  gtk_label_set_text (self->code_where, describe_code (challenge->code, self->resent));
  gtk_widget_set_visible (self->resend, challenge->can_resend);
  gtk_widget_set_sensitive (self->resend, TRUE);
  gtk_editable_set_text (self->code, "");
  show_problem (self->code_problem, wrong);
  mark (self->code, wrong != NULL);
}

static void
follow_broker (MagSignInDialog *self)
{
  const MagBrokerChallenge *challenge = mag_broker_get_challenge (self->broker);
  MagBrokerState state = mag_broker_get_state (self->broker);

  if (self->cancellable == NULL)
    return;
  if (state == MAG_BROKER_WAITING_APPROVAL || state == MAG_BROKER_NEEDS_CODE)
    {
      gtk_editable_set_text (self->password, ""); /* the broker has it */
      count_down_cb (self);
    }
  switch (state)
    {
    case MAG_BROKER_WAITING_APPROVAL:
      show_page (self, "approve");
      break;
    case MAG_BROKER_NEEDS_CODE:
      if (challenge != NULL)
        show_challenge (self, challenge);
      show_page (self, "code");
      break;
    case MAG_BROKER_SIGNING_IN:
      show_page (self, "busy");
      break;
    case MAG_BROKER_SIGNED_OUT:
    case MAG_BROKER_SIGNED_IN:
    case MAG_BROKER_EXPIRED:
      break; /* the answer says the rest */
    }
}

/* What went wrong */

typedef struct
{
  const char *icon, *title;
} Trouble;

static Trouble
describe_keyring (MagSecretsError code)
{
  switch (code)
    {
    case MAG_SECRETS_ERROR_LOCKED: return (Trouble) { "changes-prevent-symbolic", _("The Keyring Is Locked") };
    case MAG_SECRETS_ERROR_CANCELLED: return (Trouble) { "changes-prevent-symbolic", _("The Keyring Was Not Unlocked") };
    case MAG_SECRETS_ERROR_MISSING: return (Trouble) { "changes-prevent-symbolic", _("There Is No Keyring") };
    case MAG_SECRETS_ERROR_BROKEN: return (Trouble) { "dialog-warning-symbolic", _("The Keyring Does Not Work") };
    }
  g_return_val_if_reached (((Trouble) { NULL, NULL }));
}

static Trouble
describe_broker (MagBrokerError code)
{
  switch (code)
    {
    case MAG_BROKER_ERROR_OFFLINE: return (Trouble) { "network-offline-symbolic", _("Robinhood Did Not Answer") };
    case MAG_BROKER_ERROR_BUSY: return (Trouble) { "dialog-warning-symbolic", _("Robinhood Asks You to Wait") };
    case MAG_BROKER_ERROR_NOT_APPROVED: return (Trouble) { "phone-symbolic", _("Not Approved") };
    case MAG_BROKER_ERROR_ELSEWHERE: return (Trouble) { "phone-symbolic", _("Sign in With Robinhood’s App First") };
    case MAG_BROKER_ERROR_SIGNED_OUT:
    case MAG_BROKER_ERROR_REFUSED:
    case MAG_BROKER_ERROR_FORBIDDEN:
    case MAG_BROKER_ERROR_FORMAT: break;
    }
  return (Trouble) { "dialog-warning-symbolic", _("The Sign-In Did Not Work") };
}

/* A page of its own says what happened and what to do; only a click there begins again. */
static void
show_trouble (MagSignInDialog *self,
              const GError    *error)
{
  gboolean keyring = error->domain == MAG_SECRETS_ERROR;
  Trouble trouble = keyring ? describe_keyring ((MagSecretsError) error->code)
                    : error->domain == MAG_BROKER_ERROR ? describe_broker ((MagBrokerError) error->code)
                    : (Trouble) { "dialog-warning-symbolic", _("The Sign-In Did Not Work") };

  gtk_image_set_from_icon_name (self->trouble_icon, trouble.icon);
  gtk_label_set_text (self->trouble_title, trouble.title);
  gtk_widget_set_visible (self->session_only, keyring);
  self->retry_us = mag_broker_error_get_retry_us (error);
  gtk_label_set_text (self->trouble_text, self->retry_us > mag_engine_now_us (self->engine) ? _("It was asked too often, and takes no sign-in for a while.") : error->message);
  count_down_cb (self);
  show_page (self, "trouble");
}

/* Signing in */

static void
clear_problem (MagSignInDialog *self)
{
  show_problem (self->problem, NULL);
  mark (self->user, FALSE);
  mark (self->password, FALSE);
}

/* The accounts are known a refresh later. */
static void
greet_cb (MagPortfolioClient *client,
          GParamSpec         *pspec,
          MagWindow          *window)
{
  GPtrArray *portfolios = mag_portfolio_client_get_portfolios (client);
  g_autoptr(GString) text = g_string_new (NULL);
  AdwToast *toast;

  if (mag_portfolio_client_is_busy (client))
    return;
  g_signal_handlers_disconnect_by_func (client, greet_cb, window);
  if (mag_portfolio_client_get_problem (client) != NULL || portfolios->len == 0)
    return; /* the page says so */
  g_string_printf (text, ngettext ("Signed in. %u account: ", "Signed in. %u accounts: ", portfolios->len), portfolios->len);
  for (guint i = 0; i < portfolios->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", ((const MagPortfolio *) g_ptr_array_index (portfolios, i))->name);
  toast = adw_toast_new (text->str);
  adw_toast_set_use_markup (toast, FALSE);
  mag_window_add_toast (window, toast);
}

static void
greet_later (MagSignInDialog *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (MAG_IS_WINDOW (window))
    g_signal_connect_object (mag_engine_get_portfolio (self->engine), "notify::busy", G_CALLBACK (greet_cb), window, G_CONNECT_DEFAULT);
}

static void
succeed (MagSignInDialog *self)
{
  const char *storage = mag_broker_get_storage_problem (self->broker);

  if (storage == NULL)
    {
      greet_later (self);
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  gtk_label_set_text (self->storage_problem, storage);
  show_page (self, "done");
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagSignInDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean signed_in = mag_broker_sign_in_finish (MAG_BROKER (source), result, &error);

  g_clear_object (&self->cancellable);
  if (self->engine == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it was closed */
  if (signed_in || error->domain != MAG_SECRETS_ERROR) /* else nothing was sent, and the next click sends the same */
    gtk_editable_set_text (self->password, "");
  if (signed_in)
    succeed (self);
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED))
    {
      show_page (self, "form");
      show_problem (self->problem, error->message);
      mark (self->password, TRUE);
    }
  else
    show_trouble (self, error);
}

static gboolean
is_complete (MagSignInDialog *self)
{
  return *gtk_editable_get_text (self->user) != '\0' && *gtk_editable_get_text (self->password) != '\0';
}

static void
sign_in_clicked_cb (MagSignInDialog *self)
{
  g_autofree char *user = g_strstrip (g_strdup (gtk_editable_get_text (self->user)));

  if (self->cancellable != NULL || !is_complete (self))
    return;
  if (strchr (user, '@') == NULL)
    {
      show_problem (self->problem, _("The user name is an e-mail address."));
      mark (self->user, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->user));
      return;
    }
  clear_problem (self);
  self->resent = FALSE;
  self->cancellable = g_cancellable_new ();
  gtk_label_set_text (self->busy, _("Asking Robinhood…"));
  show_page (self, "busy");
  mag_broker_sign_in_async (self->broker, user, gtk_editable_get_text (self->password), self->cancellable, signed_in_cb, g_object_ref (self));
}

static void
form_changed_cb (MagSignInDialog *self)
{
  clear_problem (self);
  gtk_widget_set_sensitive (self->sign_in, is_complete (self));
}

/* A keyring may do better now, with the same user and password; whatever the broker refused wants them typed again. */
static void
again_clicked_cb (MagSignInDialog *self)
{
  if (is_complete (self))
    sign_in_clicked_cb (self);
  else
    show_page (self, "form");
}

/* For want of a keyring. */
static void
session_only_clicked_cb (MagSignInDialog *self)
{
  mag_secrets_set_session_only (mag_engine_get_secrets (self->engine));
  sign_in_clicked_cb (self);
}

static void
code_changed_cb (MagSignInDialog *self)
{
  gtk_widget_set_sensitive (self->send_code, *gtk_editable_get_text (self->code) != '\0');
}

static void
send_code_clicked_cb (MagSignInDialog *self)
{
  g_autofree char *code = g_strstrip (g_strdup (gtk_editable_get_text (self->code)));

  if (*code == '\0')
    return;
  self->resent = FALSE;
  gtk_label_set_text (self->busy, _("Checking the code…"));
  mag_broker_submit_code (self->broker, code);
}

static void
resend_clicked_cb (MagSignInDialog *self)
{
  self->resent = TRUE;
  gtk_widget_set_sensitive (self->resend, FALSE); /* until the broker has answered */
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
  mag_broker_resend_code (self->broker);
}

static void
mag_sign_in_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (MAG_SIGN_IN_DIALOG (dialog)->cancellable);

  ADW_DIALOG_CLASS (mag_sign_in_dialog_parent_class)->closed (dialog);
}

static void
mag_sign_in_dialog_dispose (GObject *object)
{
  MagSignInDialog *self = MAG_SIGN_IN_DIALOG (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_SIGN_IN_DIALOG);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->broker);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_sign_in_dialog_parent_class)->dispose (object);
}

static void
mag_sign_in_dialog_class_init (MagSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_sign_in_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = mag_sign_in_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, sign_in);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, send_code);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, done);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, introduction);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, user);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, password);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, busy);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, approve_title);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, time_left);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, code_where);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, code);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, code_problem);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, code_time_left);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, resend);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, trouble_icon);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, trouble_title);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, wait);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, again);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, session_only);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, done_title);
  gtk_widget_class_bind_template_child (widget_class, MagSignInDialog, storage_problem);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_only_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_code_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resend_clicked_cb);
}

static void
mag_sign_in_dialog_init (MagSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The practice broker is nobody's, and what it takes is no secret. */
static void
introduce_practice (MagSignInDialog *self)
{
  adw_dialog_set_title (ADW_DIALOG (self), _("Practice Sign-In"));
  gtk_label_set_text (self->introduction,
                      _("This is the practice broker on this computer; nothing leaves it. Any e-mail address will do, with the password “practice”. "
                        "With prompt@example.com the sign-in has to be approved, with sms@example.com a code is asked for: 123456."));
}

/**
 * mag_sign_in_dialog_new:
 * @engine: one with a broker
 *
 * Returns: (transfer floating): a form, with the name of who was signed in last
 */
AdwDialog *
mag_sign_in_dialog_new (MagEngine *engine)
{
  MagSignInDialog *self = g_object_new (MAG_TYPE_SIGN_IN_DIALOG, NULL);
  g_autofree char *user = NULL;

  self->engine = g_object_ref (engine);
  self->broker = g_object_ref (mag_engine_get_broker (engine));
  user = mag_broker_dup_user (self->broker);
  if (user != NULL)
    gtk_editable_set_text (self->user, user);
  if (mag_profile_is_practice (mag_engine_get_profile (engine)))
    introduce_practice (self);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (user == NULL ? self->user : self->password));
  g_signal_connect_object (self->broker, "notify::state", G_CALLBACK (follow_broker), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->broker, "notify::challenge", G_CALLBACK (follow_broker), self, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_seconds (1, count_down_cb, self);

  return ADW_DIALOG (self);
}
