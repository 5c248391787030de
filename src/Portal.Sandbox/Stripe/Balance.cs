using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// /v1/balance_transactions and /v1/payouts: what moved through the balance, with fees, and the automatic payouts
/// that empty it each banking day.
/// </summary>
public sealed class Balance
{
    public const string Transaction = "balance_transaction";
    public const string Payout = "payout";

    private const int DaysUntilAvailable = 2;

    private const string BlankTransaction = """
        {"id":"","object":"balance_transaction","amount":0,"available_on":0,"balance_type":"payments","created":0,
        "currency":"usd","description":null,"exchange_rate":null,"fee":0,"fee_details":[],"net":0,
        "reporting_category":"","source":null,"status":"pending","type":""}
        """;

    private const string BlankPayout = """
        {"id":"","object":"payout","amount":0,"application_fee":null,"application_fee_amount":null,"arrival_date":0,
        "automatic":true,"balance_transaction":null,"created":0,"currency":"usd","description":"STRIPE PAYOUT",
        "destination":"ba_sandbox","failure_balance_transaction":null,"failure_code":null,"failure_message":null,
        "livemode":false,"metadata":{},"method":"standard","original_payout":null,"payout_method":null,
        "reconciliation_status":"in_progress","reversed_by":null,"source_type":"card","statement_descriptor":null,
        "status":"in_transit","trace_id":null,"type":"bank_account"}
        """;

    private readonly StripeStore _store;
    private readonly EventLog _events;
    private readonly Schedule _schedule;

    public Balance(StripeStore store, EventLog events, Schedule schedule)
    {
        (_store, _events, _schedule) = (store, events, schedule);
        schedule.On("balance.available", BecomeAvailable);
        schedule.On("payout.arrives", Arrive);
    }

    /// <summary>Card fee: 2.9% and 30 cents. Bank debit: 0.8%, at most 5 dollars.</summary>
    public static long FeeFor(string tender, long amount) => tender == "card"
        ? (long)Math.Round(amount * 0.029m, MidpointRounding.AwayFromZero) + 30
        : Math.Min(500, (long)Math.Round(amount * 0.008m, MidpointRounding.AwayFromZero));

    /// <summary>Records what a charge or a refund did to the balance; amounts out of it are negative.</summary>
    public JsonObject Record(string type, string source, long amount, long fee, string? description)
    {
        var due = BankingDays.After(_schedule.Now, DaysUntilAvailable);
        var item = Shape.Of(BlankTransaction, StripeStore.NewId("txn"), _store.Clock.Stamp);
        item["amount"] = amount;
        item["available_on"] = (due - _store.Clock.Ahead).ToUnixTimeSeconds();
        item["description"] = description;
        item["fee"] = fee;
        item["net"] = amount - fee;
        item["reporting_category"] = type is "payment" ? "charge" : type;
        item["source"] = source;
        item["type"] = type;
        if (fee != 0)
        {
            item["fee_details"] = new JsonArray(new JsonObject
            {
                ["amount"] = fee,
                ["application"] = null,
                ["currency"] = "usd",
                ["description"] = "Stripe processing fees",
                ["type"] = "stripe_fee",
            });
        }

        _schedule.Add("balance.available", (string)item["id"]!, due);
        return _store.Save(item);
    }

    public JsonObject GetTransaction(StripeCall call) => _store.Get(Transaction, call.Id);

    public JsonObject ListTransactions(StripeCall call)
    {
        var (payout, type, source) =
            (call.Parameters.Text("payout"), call.Parameters.Text("type"), call.Parameters.Text("source"));
        if (payout is not null)
        {
            _store.Get(Payout, payout, "payout");
        }

        return _store.Page(Transaction, call, item =>
            (payout is null || item.Text("_payout") == payout)
            && (type is null || item.Text("type") == type)
            && (source is null || item.Text("source") == source));
    }

    public JsonObject GetPayout(StripeCall call) => _store.Get(Payout, call.Id);

    public JsonObject ListPayouts(StripeCall call)
    {
        var status = call.Parameters.Text("status");
        return _store.Page(Payout, call, item => status is null || item.Text("status") == status);
    }

    /// <summary>
    /// The transaction, and all others whose time came with it, become available and leave in one payout.
    /// </summary>
    private void BecomeAvailable(JsonObject first)
    {
        var day = first.Number("available_on") / 86400;
        var ready = _store.All(Transaction).Where(item =>
            item.Text("status") == "pending" && item.Number("available_on") / 86400 <= day).ToList();
        var waiting = _store.All(Transaction).Where(item =>
            item.Text("status") == "available" && item["_payout"] is null).Concat(ready).ToList();
        foreach (var item in ready)
        {
            item["status"] = "available";
            _store.Save(item);
        }

        var amount = waiting.Sum(item => item.Number("net"));
        if (ready.Count > 0 && amount > 0)
        {
            PayOut(waiting, amount);
        }
    }

    private void PayOut(List<JsonObject> items, long amount)
    {
        var arrives = BankingDays.After(_schedule.Now, 1);
        var payout = Shape.Of(BlankPayout, StripeStore.NewId("po"), _store.Clock.Stamp);
        var id = (string)payout["id"]!;
        payout["amount"] = amount;
        payout["arrival_date"] = (arrives - _store.Clock.Ahead).ToUnixTimeSeconds();
        var own = Record("payout", id, -amount, 0, "STRIPE PAYOUT");
        own["status"] = "available";
        payout["balance_transaction"] = own.Text("id");
        foreach (var item in items.Append(own))
        {
            item["_payout"] = id;
            _store.Save(item);
        }

        _events.Add("payout.created", _store.Save(payout));
        _schedule.Add("payout.arrives", id, arrives);
    }

    private void Arrive(JsonObject payout)
    {
        payout["status"] = "paid";
        payout["reconciliation_status"] = "completed";
        payout["trace_id"] = new JsonObject
        {
            ["status"] = "supported",
            ["value"] = "TRACE" + ((string)payout["id"]!)[^8..].ToUpperInvariant(),
        };
        _events.Add("payout.paid", _store.Save(payout));
        _events.Add("payout.reconciliation_completed", payout);
    }
}
