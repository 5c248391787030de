using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/disputes: the money of a charge is taken when one opens, and given back when it is won.</summary>
public sealed class Disputes(StripeStore store, EventLog events, Balance balance)
{
    public const string Kind = "dispute";

    private const string Blank = """
        {"id":"","object":"dispute","amount":0,"balance_transactions":[],"charge":null,"created":0,"currency":"usd",
        "evidence":{},"evidence_details":{"due_by":null,"has_evidence":false,"past_due":false,"submission_count":0},
        "is_charge_refundable":false,"livemode":false,"metadata":{},"payment_intent":null,"reason":"general",
        "status":"needs_response"}
        """;

    private static readonly TimeSpan UntilAnswered = TimeSpan.FromDays(9);

    public JsonObject Get(StripeCall call) => store.Get(Kind, call.Id);

    /// <param name="reason">"fraudulent"; of a bank debit "insufficient_funds" and so on, lost at once.</param>
    /// <param name="asksOnly">The bank only asks: no money moves.</param>
    public JsonObject Open(string intentId, string reason, bool asksOnly)
    {
        var intent = store.Get(PaymentIntents.Kind, intentId);
        var charge = store.Get(Charges.Kind, intent.Text("latest_charge")!);
        var isCard = charge["payment_method_details"]!.AsObject().Text("type") == "card";
        var dispute = Shape.Of(Blank, StripeStore.NewId("du"), store.Clock.Stamp);
        dispute["amount"] = charge.Number("amount");
        dispute["charge"] = charge.Text("id");
        dispute["payment_intent"] = intentId;
        dispute["reason"] = reason;
        dispute["status"] = asksOnly ? "warning_needs_response" : isCard ? "needs_response" : "lost";
        if (isCard)
        {
            dispute["evidence_details"]!["due_by"] = store.Clock.Stamp + (long)UntilAnswered.TotalSeconds;
        }

        charge["disputed"] = true;
        store.Save(charge);
        if (!asksOnly) { Move(dispute, -charge.Number("amount")); }

        events.Add("charge.dispute.created", store.Save(dispute));
        if (!isCard && !asksOnly) { events.Add("charge.dispute.closed", dispute); }

        return dispute;
    }

    public JsonObject Close(string id, bool won)
    {
        var dispute = store.Get(Kind, id);
        dispute["status"] = won ? "won" : "lost";
        if (won) { Move(dispute, dispute.Number("amount")); }

        events.Add("charge.dispute.closed", store.Save(dispute));
        return dispute;
    }

    private void Move(JsonObject dispute, long cents) =>
        balance.Record("adjustment", (string)dispute["id"]!, cents, 0, "DISPUTE");
}
