using System.Text.Json;
using Portal.Core.Money;

namespace Portal.Core.Payments.Gateway;

/// <summary>Stripe's sessions and payment intents in the words of the port.</summary>
internal static class StripeObjects
{
    /// <summary>What a session must be expanded by, so that the payment's tender can be told.</summary>
    public static readonly IReadOnlyList<string> SessionExpansions =
        ["payment_intent", "payment_intent.latest_charge", "setup_intent", "setup_intent.payment_method"];

    /// <summary>A session; null when the answer is not one.</summary>
    public static CheckoutSession? Session(JsonElement item)
    {
        CheckoutState? state = item.Text("status") switch
        {
            "open" => CheckoutState.Open,
            "complete" => CheckoutState.Complete,
            "expired" => CheckoutState.Expired,
            _ => null,
        };
        if (item.Text("object") != "checkout.session" || item.Text("id") is not { } id || state is null)
        {
            return null;
        }

        if (item.Text("mode") == "setup")
        {
            return new CheckoutSession(
                id, state.Value, OperationOf(item), UrlOf(item), Usd.Zero, "usd", item.Flag("livemode"), null)
            {
                IsSetup = true,
                Kept = KeptOn(item),
            };
        }

        if (item.Number("amount_total") is not { } amount || item.Text("currency") is not { } currency)
        {
            return null;
        }

        GatewayPayment? payment = null;
        if (item.Expanded("payment_intent") is { } intent)
        {
            payment = Payment(intent);
            if (payment is null)
            {
                return null;
            }
        }

        return new CheckoutSession(
            id, state.Value, OperationOf(item), UrlOf(item), new Usd(amount), currency, item.Flag("livemode"), payment);
    }

    /// <summary>A dispute; null when the answer is not one, or is in a state that is not known.</summary>
    public static GatewayDispute? Dispute(JsonElement item)
    {
        GatewayDisputeState? state = item.Text("status") switch
        {
            "warning_needs_response" or "warning_under_review" or "warning_closed" or "prevented" =>
                GatewayDisputeState.Asked,
            "needs_response" or "under_review" => GatewayDisputeState.Open,
            "won" => GatewayDisputeState.Won,
            "lost" => GatewayDisputeState.Lost,
            _ => null,
        };
        return item.Text("object") == "dispute" && state is { } known && item.Text("id") is { } id
            && item.Text("payment_intent") is { } payment && item.Number("amount") is { } amount
            ? new(id, payment, known, new Usd(amount), item.Text("currency") ?? "", item.Text("reason") ?? "",
                item.Child("evidence_details")?.Number("due_by") is { } by
                    ? DateTimeOffset.FromUnixTimeSeconds(by) : null,
                item.Flag("livemode"))
            : null;
    }

    private static Uri? UrlOf(JsonElement session) =>
        Uri.TryCreate(session.Text("url"), UriKind.Absolute, out var url) ? url : null;

    /// <summary>The attempt a session was opened for: its client reference, and its metadata says the same.</summary>
    private static Guid? OperationOf(JsonElement session)
    {
        var written = session.Text("client_reference_id") ?? session.Child("metadata")?.Text("operation_id");
        return Guid.TryParse(written, out var operation) ? operation : null;
    }

    /// <summary>The method that a visit kept; null until it has.</summary>
    private static GatewayMethod? KeptOn(JsonElement session) =>
        session.Expanded("setup_intent") is { } setup && setup.Text("status") == "succeeded"
            && setup.Expanded("payment_method") is { } method
            ? Method(method)
            : null;

    /// <summary>A kept method; null when the answer is not one.</summary>
    public static GatewayMethod? Method(JsonElement item)
    {
        if (item.Text("object") != "payment_method" || item.Text("id") is not { } id)
        {
            return null;
        }

        var owner = item.Text("customer");
        if (item.Expanded("card") is { } card)
        {
            return card.Text("last4") is { } last && card.Number("exp_year") is > 0 and < 9999 and var year
                && card.Number("exp_month") is >= 1 and <= 12 and var month
                ? new(id, owner, GatewayTender.Card, BrandName(card.Text("brand")), last,
                    new DateOnly((int)year, (int)month, 1).AddMonths(1).AddDays(-1))
                : null;
        }

        return item.Expanded("us_bank_account") is { } bank && bank.Text("last4") is { } lastFour
            ? new(id, owner, GatewayTender.BankDebit, bank.Text("bank_name"), lastFour, null)
            : null;
    }

    /// <summary>A refund; null when the answer is not one.</summary>
    public static GatewayRefund? Refund(JsonElement item)
    {
        GatewayRefundState? state = item.Text("status") switch
        {
            "pending" => GatewayRefundState.Pending,
            "requires_action" => GatewayRefundState.RequiresAction,
            "succeeded" => GatewayRefundState.Succeeded,
            "failed" => GatewayRefundState.Failed,
            "canceled" => GatewayRefundState.Canceled,
            _ => null,
        };
        return item.Text("object") == "refund" && item.Text("id") is { } id && state is { } known
            && item.Number("amount") is { } amount && item.Text("currency") is { } currency
            ? new(id, known, new Usd(amount), currency, item.Text("payment_intent"),
                Guid.TryParse(item.Child("metadata")?.Text("operation_id"), out var operation) ? operation : null,
                item.Text("failure_reason"))
            : null;
    }

    /// <summary>A payment; null when the answer is not one.</summary>
    public static GatewayPayment? Payment(JsonElement intent)
    {
        GatewayPaymentState? state = intent.Text("status") switch
        {
            "requires_payment_method" or "requires_confirmation" => GatewayPaymentState.RequiresPaymentMethod,
            "requires_action" => GatewayPaymentState.RequiresAction,
            "processing" or "requires_capture" => GatewayPaymentState.Processing,
            "succeeded" => GatewayPaymentState.Succeeded,
            "canceled" => GatewayPaymentState.Canceled,
            _ => null,
        };
        if (state is null || intent.Text("id") is not { } id || intent.Number("amount") is not { } amount
            || intent.Text("currency") is not { } currency)
        {
            return null;
        }

        var (tender, brand, lastFour) = TenderOf(intent);
        var error = intent.Expanded("last_payment_error");
        return new GatewayPayment(
            id, state.Value, new Usd(amount), new Usd(intent.Number("amount_received") ?? 0), currency,
            tender, brand, lastFour, error?.Text("decline_code") ?? error?.Text("code"),
            DateTimeOffset.FromUnixTimeSeconds(
                intent.Expanded("latest_charge")?.Number("created") ?? intent.Number("created") ?? 0))
        {
            IsLive = intent.Flag("livemode"),
            OperationId = Guid.TryParse(intent.Child("metadata")?.Text("operation_id"), out var operation)
                ? operation
                : null,
            BankTrace = TraceOf(intent),
            CustomerId = intent.Text("customer"),
            MethodId = intent.Text("payment_method"),
            ReturnCode = tender == GatewayTender.BankDebit ? ReturnCodeOf(error) : null,
        };
    }

    /// <summary>
    /// Why a bank sent a debit back. Where it closed the account to us the method says so by its code; else the
    /// failure is one of a few that name a code (domain.md §4.1).
    /// </summary>
    private static string? ReturnCodeOf(JsonElement? error) =>
        error?.Expanded("payment_method")?.Expanded("us_bank_account")?.Expanded("status_details")
            ?.Expanded("blocked")?.Text("network_code") is { Length: 3 } code
            ? code
            : error?.Text("code") switch
            {
                "insufficient_funds" => "R01",
                "account_closed" => "R02",
                "no_account" => "R03",
                "invalid_account_number" => "R04",
                "bank_ownership_changed" => "R12",
                "bank_account_restricted" => "R16",
                "debit_not_authorized" => "R10",
                _ => null,
            };

    /// <summary>With what it was paid, or last tried to be.</summary>
    private static (GatewayTender? Tender, string? Brand, string? LastFour) TenderOf(JsonElement intent)
    {
        var details = intent.Expanded("latest_charge")?.Expanded("payment_method_details");
        if (details?.Expanded("card") is { } card)
        {
            return (GatewayTender.Card, BrandName(card.Text("brand")), card.Text("last4"));
        }

        return details?.Expanded("us_bank_account") is { } bank
            ? (GatewayTender.BankDebit, bank.Text("bank_name"), bank.Text("last4"))
            : (null, null, null);
    }

    /// <summary>
    /// Told once the debit was sent; the processor's reference is a trace when it has a trace's 15 digits.
    /// </summary>
    private static string? TraceOf(JsonElement intent) =>
        intent.Expanded("latest_charge")?.Expanded("payment_method_details")?.Expanded("us_bank_account")
            ?.Text("payment_reference") is { Length: 15 } trace && trace.All(char.IsAsciiDigit) ? trace : null;

    /// <summary>As it is written on the card.</summary>
    private static string? BrandName(string? brand) => brand switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        _ => null,
    };
}
