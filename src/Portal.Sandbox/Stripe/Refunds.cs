using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// /v1/refunds: at once to a card, after some days to a bank account, and failing later for one test card.
/// </summary>
public sealed class Refunds
{
    public const string Kind = "refund";

    private const string Blank = """
        {"id":"","object":"refund","amount":0,"balance_transaction":null,"charge":null,"created":0,"currency":"usd",
        "customer":null,"customer_account":null,"destination_details":null,"metadata":{},"payment_intent":null,
        "payment_method":null,"reason":null,"receipt_number":null,"source_transfer_reversal":null,
        "status":"succeeded","transfer_reversal":null}
        """;

    private static readonly TimeSpan UntilFailure = TimeSpan.FromMinutes(5);

    private readonly StripeStore _store;
    private readonly EventLog _events;
    private readonly Schedule _schedule;
    private readonly Balance _balance;

    public Refunds(StripeStore store, EventLog events, Schedule schedule, Balance balance)
    {
        (_store, _events, _schedule, _balance) = (store, events, schedule, balance);
        schedule.On("refund.arrives", Arrive);
        schedule.On("refund.fails", Fail);
    }

    public JsonObject Create(StripeCall call)
    {
        var given = call.Parameters;
        var charge = ChargeOf(given);
        var amount = given.Number("amount") ?? charge.Number("amount") - charge.Number("amount_refunded");
        Check(charge, amount);
        var reason = given.Text("reason") is null
            ? null
            : given.OneOf("reason", "", "duplicate", "fraudulent", "requested_by_customer");

        var refund = Shape.Of(Blank, StripeStore.NewId("re"), _store.Clock.Stamp);
        refund["amount"] = amount;
        refund["charge"] = charge.Text("id");
        refund["customer"] = charge.Text("customer");
        refund["payment_intent"] = charge.Text("payment_intent");
        refund["payment_method"] = charge.Text("payment_method");
        refund["reason"] = reason;
        refund["metadata"] = given.Metadata();
        Send(refund, charge, amount);
        return refund;
    }

    public JsonObject Get(StripeCall call) => _store.Get(Kind, call.Id);

    public JsonObject Update(StripeCall call)
    {
        var refund = _store.Get(Kind, call.Id);
        refund["metadata"] = call.Parameters.Metadata();
        _events.Add("refund.updated", _store.Save(refund));
        return refund;
    }

    public JsonObject List(StripeCall call)
    {
        var (intent, charge) = (call.Parameters.Text("payment_intent"), call.Parameters.Text("charge"));
        return _store.Page(Kind, call, refund =>
            (intent is null || refund.Text("payment_intent") == intent)
            && (charge is null || refund.Text("charge") == charge));
    }

    private static void Check(JsonObject charge, long amount)
    {
        if (charge.Text("status") != "succeeded")
        {
            throw StripeException.BadParameter("This charge has not succeeded and cannot be refunded.", "charge");
        }

        if (charge["refunded"]!.GetValue<bool>())
        {
            throw StripeException.BadParameter(
                $"Charge {charge.Text("id")} has already been refunded.", null, "charge_already_refunded");
        }

        if (amount < 1 || amount > charge.Number("amount") - charge.Number("amount_refunded"))
        {
            throw StripeException.BadParameter(
                "Refund amount is greater than unrefunded amount on charge, or not positive.", "amount");
        }
    }

    private JsonObject ChargeOf(Parameters given)
    {
        if (given.Text("payment_intent") is { } intentId)
        {
            var intent = _store.Get(PaymentIntents.Kind, intentId, "payment_intent");
            return intent.Text("latest_charge") is { } latest
                ? _store.Get(Charges.Kind, latest)
                : throw StripeException.BadParameter("This PaymentIntent does not have a charge.", "payment_intent");
        }

        return _store.Get(Charges.Kind, given.Required("charge"), "charge");
    }

    private void Send(JsonObject refund, JsonObject charge, long amount)
    {
        var toCard = charge["payment_method_details"]!.AsObject().Text("type") == "card";
        var id = (string)refund["id"]!;
        refund["balance_transaction"] =
            _balance.Record(toCard ? "refund" : "payment_refund", id, -amount, 0, "REFUND").Text("id");
        refund["status"] = toCard ? "succeeded" : "pending";
        refund["destination_details"] = toCard
            ? new JsonObject
            {
                ["card"] = new JsonObject { ["reference_status"] = "pending", ["type"] = "refund" },
                ["type"] = "card",
            }
            : new JsonObject { ["type"] = "us_bank_transfer", ["us_bank_transfer"] = new JsonObject() };
        charge["amount_refunded"] = charge.Number("amount_refunded") + amount;
        charge["refunded"] = charge.Number("amount_refunded") == charge.Number("amount");
        _store.Save(refund);
        _store.Save(charge);
        if (!toCard)
        {
            _schedule.Add("refund.arrives", id, BankingDays.After(_schedule.Now, Charging.BankDays));
        }
        else if (TestCard.Find(NumberOf(charge))!.RefundFails)
        {
            _schedule.Add("refund.fails", id, _schedule.Now + UntilFailure);
        }

        _events.Add("charge.refunded", charge);
        _events.Add("refund.created", refund);
    }

    private string NumberOf(JsonObject charge) =>
        _store.Get(PaymentMethods.Kind, charge.Text("payment_method")!).Text("_number")!;

    private void Arrive(JsonObject refund)
    {
        refund["status"] = "succeeded";
        _events.Add("refund.updated", _store.Save(refund));
        _events.Add("charge.refund.updated", refund);
    }

    private void Fail(JsonObject refund)
    {
        var charge = _store.Get(Charges.Kind, refund.Text("charge")!);
        charge["amount_refunded"] = charge.Number("amount_refunded") - refund.Number("amount");
        charge["refunded"] = false;
        _store.Save(charge);
        refund["status"] = "failed";
        refund["failure_reason"] = "expired_or_canceled_card";
        refund["failure_balance_transaction"] = _balance.Record(
            "refund_failure", refund.Text("id")!, refund.Number("amount"), 0, "REFUND FAILURE").Text("id");
        _events.Add("refund.updated", _store.Save(refund));
        _events.Add("refund.failed", refund);
        _events.Add("charge.refund.updated", refund);
    }
}
