using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Sandbox.Checkout;
using Portal.Sandbox.Stripe;

namespace Portal.Sandbox.Pages.Checkout;

/// <summary>The hosted checkout page: pay by card or from a bank account, or turn back.</summary>
public sealed class PayModel(StripeSandbox stripe) : PageModel
{
    [BindProperty]
    public CheckoutInput Input { get; set; } = new();

    public CheckoutWords Words { get; private set; } = new("en");

    public IReadOnlyList<(string Description, string Amount)> Items { get; private set; } = [];

    public string Total { get; private set; } = "";

    public bool IsSetup { get; private set; }

    /// <summary>What the shop says beside the button.</summary>
    public string? Note { get; private set; }

    public IReadOnlyList<string> Types { get; private set; } = [];

    public string? CancelUrl { get; private set; }

    /// <summary>Where the payer goes on from a page that is no longer open.</summary>
    public string? OnwardUrl { get; private set; }

    public string State { get; private set; } = "open";

    /// <summary>Field and sentence; the field is empty for a sentence about the whole.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Faults { get; private set; } = [];

    public IActionResult OnGet(string session)
    {
        if (Load(session) is not { } found)
        {
            return NotFound();
        }

        Input.Email = found.Text("customer_email");
        Input.Method = Types[0] == "card" ? "card" : "bank";
        return Page();
    }

    public IActionResult OnPost(string session)
    {
        if (Load(session) is null)
        {
            return NotFound();
        }

        var today = DateOnly.FromDateTime(stripe.Clock.Now.UtcDateTime);
        Faults = State == "open" ? [.. Input.Faults(Words, Types, today)] : [];
        return Faults.Count > 0 ? Page() : Answer(session);
    }

    public string? FaultOf(string field) => Faults.FirstOrDefault(fault => fault.Field == field).Sentence;

    private static string Dollars(long cents) =>
        "$" + (cents / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);

    private IActionResult Answer(string session)
    {
        switch (State == "expired" ? new PayAnswer.Closed(CancelUrl) : stripe.Pay(session, InstrumentOf()))
        {
            case PayAnswer.Done(var url):
                return Redirect(url);
            case PayAnswer.Declined(var code):
                Faults = [(Input.Method == "bank" ? "" : nameof(Input.Number), Words.Declined(code))];
                return Page();
            default:
                State = "expired";
                return Page();
        }
    }

    /// <summary>A page that is complete answers with its success address, whatever was typed.</summary>
    private Instrument InstrumentOf() =>
        State == "complete" ? new Instrument.Bank("", "") : Input.ToInstrument();

    private JsonObject? Load(string id)
    {
        stripe.RunDue();
        var session = stripe.Store.Act(() => stripe.Store.Find(id)?.DeepClone().AsObject());
        if (session?.Text("object") != CheckoutSessions.Kind)
        {
            return null;
        }

        Words = new CheckoutWords(session.Text("locale") == "es" ? "es" : "en");
        Items = [.. CheckoutSessions.ItemsOf(session)
            .Select(item => (item.Text("description")!, Dollars(item.Number("amount_total"))))];
        Total = Dollars(session.Number("amount_total"));
        IsSetup = session.Text("mode") == "setup";
        Types = [.. session["payment_method_types"]!.AsArray().Select(type => (string)type!)];
        Note = session["custom_text"]?["submit"]?["message"]?.GetValue<string>();
        CancelUrl = session.Text("cancel_url");
        State = session.Text("status")!;
        OnwardUrl = State == "complete" ? CheckoutPaying.SuccessUrl(session) : CancelUrl;
        Response.AllowFormsTo([session.Text("success_url"), CancelUrl]);
        return session;
    }
}
