using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Sandbox.Faults;
using Portal.Sandbox.Mail;
using Portal.Sandbox.Stripe;

namespace Portal.Sandbox.Pages;

/// <summary>The control page: the clock, what goes wrong next, and what was sent and paid.</summary>
public sealed class IndexModel(StripeSandbox stripe, Mailbox mailbox) : PageModel
{
    private const int Shown = 30;

    public StripeSandbox Stripe => stripe;

    public IReadOnlyList<SmtpFault> MailFaults => mailbox.Faults;

    public int MailCount => mailbox.All.Count;

    public IReadOnlyList<JsonObject> Deliveries { get; private set; } = [];

    public IReadOnlyList<JsonObject> Sessions { get; private set; } = [];

    public static IReadOnlyList<string> Endpoints =>
    [
        "* /v1/*", "POST /v1/checkout/sessions", "GET /v1/checkout/sessions/*", "POST /v1/payment_intents",
        "POST /v1/refunds", "GET /v1/events",
    ];

    public static IReadOnlyList<string> Verbs =>
        ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "DOT", "RSET", "NOOP", "QUIT"];

    public void OnGet()
    {
        stripe.RunDue();
        Deliveries = Newest(EventLog.Delivery);
        Sessions = Newest(CheckoutSessions.Kind);
    }

    private List<JsonObject> Newest(string kind) => stripe.Store.Act(() =>
        stripe.Store.All(kind).Reverse().Take(Shown).Select(item => item.DeepClone().AsObject()).ToList());
}
