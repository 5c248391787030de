using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>What a payer typed on the checkout page.</summary>
public abstract record Instrument(string? Name, string? Email)
{
    public sealed record Card(
        string Number, int Month, int Year, string? Name = null, string? Email = null, string? PostalCode = null)
        : Instrument(Name, Email);

    public sealed record Bank(string Routing, string Number, string? Name = null, string? Email = null)
        : Instrument(Name, Email);
}

/// <summary>What the page tells the payer.</summary>
public abstract record PayAnswer
{
    private PayAnswer()
    {
    }

    /// <summary>Paid, on its way, or kept for later: the payer goes back to the shop.</summary>
    public sealed record Done(string SuccessUrl) : PayAnswer;

    /// <summary>The bank said no; the payer may try again.</summary>
    public sealed record Declined(string Code) : PayAnswer;

    /// <summary>The page has expired.</summary>
    public sealed record Closed(string? CancelUrl) : PayAnswer;
}

/// <summary>Pays a checkout session, as its page does.</summary>
public sealed class CheckoutPaying
{
    private readonly StripeStore _store;
    private readonly EventLog _events;
    private readonly PaymentMethods _methods;
    private readonly PaymentIntents _intents;
    private readonly SetupIntents _setups;
    private readonly Charging _charging;
    private readonly Customers _customers;

    public CheckoutPaying(
        StripeStore store, EventLog events, PaymentMethods methods, PaymentIntents intents, SetupIntents setups,
        Charging charging, Customers customers)
    {
        _customers = customers;
        (_store, _events, _methods) = (store, events, methods);
        (_intents, _setups, _charging) = (intents, setups, charging);
        charging.BankDebitEnded += EndBankDebit;
    }

    /// <summary>Tries once. Paying a session that is already complete changes nothing.</summary>
    public PayAnswer Pay(string sessionId, Instrument instrument) => _store.Act<PayAnswer>(() =>
    {
        var session = _store.Get(CheckoutSessions.Kind, sessionId);
        if (session.Text("status") == "complete")
        {
            return new PayAnswer.Done(SuccessUrl(session));
        }

        if (session.Text("status") != "open")
        {
            return new PayAnswer.Closed(session.Text("cancel_url"));
        }

        try
        {
            Complete(session, instrument, MethodOf(instrument));
            return new PayAnswer.Done(SuccessUrl(session));
        }
        catch (StripeException error)
        {
            return new PayAnswer.Declined(error.DeclineCode ?? error.Code ?? "declined");
        }
    });

    /// <summary>Where the payer lands after paying.</summary>
    public static string SuccessUrl(JsonObject session) =>
        session.Text("success_url")!.Replace("{CHECKOUT_SESSION_ID}", session.Text("id"), StringComparison.Ordinal);

    private JsonObject MethodOf(Instrument instrument) => instrument switch
    {
        Instrument.Card card => _methods.OfCard(card.Number, card.Month, card.Year,
            Shape.BillingDetails(card.Name, card.Email, card.PostalCode)),
        Instrument.Bank bank => _methods.OfBank(bank.Routing, bank.Number,
            Shape.BillingDetails(bank.Name, bank.Email, null)),
        _ => throw new InvalidOperationException("An instrument is a card or a bank account."),
    };

    private void Complete(JsonObject session, Instrument instrument, JsonObject method)
    {
        if (session.Text("mode") == "setup")
        {
            var setup = _store.Get(SetupIntents.Kind, session.Text("setup_intent")!);
            SetupIntents.Check(method);
            Own(session, instrument, setup);

            _setups.Complete(setup, method);
        }
        else
        {
            var intent = IntentOf(session);
            Own(session, instrument, intent);
            _charging.Try(intent, method, offSession: false);
            session["payment_status"] = intent.Text("status") == "succeeded" ? "paid" : "unpaid";
            if (session.Text("_keep") is not null && session.Text("customer") is { } customer)
            {
                _methods.Attach(method, _store.Get(Customers.Kind, customer));
            }
        }

        var email = instrument.Email ?? session.Text("customer_email");
        session["customer_details"] = new JsonObject
        {
            ["address"] = method["billing_details"]!["address"]!.DeepClone(),
            ["business_name"] = null,
            ["email"] = email,
            ["individual_name"] = null,
            ["name"] = instrument.Name,
            ["phone"] = null,
            ["tax_exempt"] = "none",
            ["tax_ids"] = new JsonArray(),
        };
        session["status"] = "complete";
        session["url"] = null;
        _events.Add("checkout.session.completed", _store.Save(session));
    }

    /// <summary>Where the page makes a customer of whoever fills it in, at the first try.</summary>
    private void Own(JsonObject session, Instrument instrument, JsonObject intent)
    {
        if (session.Text("customer_creation") != "always") { return; }

        session["customer"] ??= _customers.Make(
            instrument.Name, instrument.Email ?? session.Text("customer_email")).Text("id");
        intent["customer"] = session.Text("customer");
    }

    /// <summary>The session's intent; made at the first try, like Stripe's.</summary>
    private JsonObject IntentOf(JsonObject session)
    {
        if (session.Text("payment_intent") is { } id)
        {
            return _store.Get(PaymentIntents.Kind, id);
        }

        var types = session["payment_method_types"]!.AsArray().Select(type => (string)type!).ToList();
        var metadata = session["_intent_metadata"]!.DeepClone().AsObject();
        var intent = _intents.New(session.Number("amount_total"), types, metadata);
        intent["customer"] = session.Text("customer");
        intent["receipt_email"] = session.Text("customer_email");
        intent["_session"] = session.Text("id");
        session["payment_intent"] = intent.Text("id");
        _store.Save(session);
        return _store.Save(intent);
    }

    private void EndBankDebit(JsonObject intent, bool paid)
    {
        if (intent.Text("_session") is not { } id)
        {
            return;
        }

        var session = _store.Get(CheckoutSessions.Kind, id);
        session["payment_status"] = paid ? "paid" : "unpaid";
        _events.Add(
            paid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed",
            _store.Save(session));
    }
}
