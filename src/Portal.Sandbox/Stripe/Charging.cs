using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// Takes the money of an intent with a method: a card answers at once; a bank debit goes on its way and settles or
/// fails four banking days later.
/// </summary>
public sealed class Charging
{
    /// <summary>Docs: "up to 4 business days to receive acknowledgment of success or failure".</summary>
    public const int BankDays = 4;

    private readonly StripeStore _store;
    private readonly EventLog _events;
    private readonly Schedule _schedule;
    private readonly Charges _charges;
    private readonly Balance _balance;

    public Charging(StripeStore store, EventLog events, Schedule schedule, Charges charges, Balance balance)
    {
        (_store, _events, _schedule, _charges, _balance) = (store, events, schedule, charges, balance);
        schedule.On("bank.settles", Settle);
    }

    /// <summary>Raised when a bank debit of a checkout page has ended: the intent, and whether it was paid.</summary>
    public event Action<JsonObject, bool>? BankDebitEnded;

    /// <summary>Tries once; the intent holds what became of it. Throws the API's card error on a decline.</summary>
    public void Try(JsonObject intent, JsonObject method, bool offSession)
    {
        intent["payment_method"] = method.Text("id");
        intent["last_payment_error"] = null;
        var charge = _charges.Begin(intent, method);
        if (method.Text("type") == "us_bank_account")
        {
            Send(intent, charge);
            return;
        }

        var card = TestCard.Find(method.Text("_number")!)!;
        var no = offSession && card.NeedsAuthentication
            ? ("authentication_required", "authentication_required")
            : card.Decline ?? card.DeclineKept;
        if (no is var (code, declineCode))
        {
            throw Declined(intent, charge, method, code, declineCode);
        }

        Succeed(intent, charge, "charge", "card");
    }

    private static string Sentence(string code) => code switch
    {
        "insufficient_funds" => "Your card has insufficient funds.",
        "expired_card" => "Your card has expired.",
        "authentication_required" => "Your card was declined. This transaction requires authentication.",
        _ => "Your card was declined.",
    };

    private void Send(JsonObject intent, JsonObject charge)
    {
        intent["status"] = "processing";
        intent["processing"] = new JsonObject { ["type"] = "us_bank_account" };
        _store.Save(intent);
        _schedule.Add("bank.settles", (string)intent["id"]!, BankingDays.After(_schedule.Now, BankDays));
        _events.Add("payment_intent.processing", intent);
        _events.Add("charge.pending", charge);
    }

    private void Succeed(JsonObject intent, JsonObject charge, string transactionType, string tender)
    {
        var amount = intent.Number("amount");
        var moved = _balance.Record(
            transactionType, charge.Text("id")!, amount, Balance.FeeFor(tender, amount), intent.Text("description"));
        Charges.Succeed(charge, moved.Text("id")!);
        intent["amount_received"] = amount;
        intent["processing"] = null;
        intent["status"] = "succeeded";
        _store.Save(intent);
        _events.Add("charge.succeeded", _store.Save(charge));
        _events.Add("payment_intent.succeeded", intent);
    }

    private StripeException Declined(
        JsonObject intent, JsonObject charge, JsonObject method, string code, string? declineCode)
    {
        var message = Sentence(declineCode ?? code);
        Fail(intent, charge, method, "card_error", (code, declineCode), message);
        return new StripeException(402, "card_error", code, message)
        {
            DeclineCode = declineCode,
            About = ("payment_intent", intent.Served()),
        };
    }

    private void Fail(
        JsonObject intent, JsonObject charge, JsonObject method, string type,
        (string Code, string? DeclineCode) why, string message)
    {
        Charges.Fail(charge, why.Code, why.DeclineCode, message);
        var error = new JsonObject
        {
            ["charge"] = charge.Text("id"),
            ["code"] = why.Code,
            ["message"] = message,
            ["payment_method"] = method.Served(),
            ["type"] = type,
        };
        if (why.DeclineCode is not null)
        {
            error["decline_code"] = why.DeclineCode;
        }

        intent["last_payment_error"] = error;
        intent["payment_method"] = null;
        intent["processing"] = null;
        intent["status"] = "requires_payment_method";
        _store.Save(intent);
        _events.Add("charge.failed", _store.Save(charge));
        _events.Add("payment_intent.payment_failed", intent);
    }

    /// <summary>By which the banks name the debit: the sender's first eight digits, and seven of its own.</summary>
    private static string TraceOf(string charge)
    {
        var own = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(charge))) % 10_000_000;
        return string.Create(CultureInfo.InvariantCulture, $"11000002{own:0000000}");
    }

    /// <summary>The bank's answer to a debit.</summary>
    private void Settle(JsonObject intent)
    {
        if (intent.Text("status") != "processing")
        {
            return;
        }

        var charge = _store.Get(Charges.Kind, intent.Text("latest_charge")!);
        var method = _store.Get(PaymentMethods.Kind, charge.Text("payment_method")!);
        var bank = TestBank.Find(method.Text("_number")!)!;
        var failure = bank.Failure;
        if (bank.Blocked is var (reason, returnCode))
        {
            method["us_bank_account"]!["status_details"] = new JsonObject
            {
                ["blocked"] = new JsonObject { ["network_code"] = returnCode, ["reason"] = reason },
            };
            _store.Save(method);
        }

        if (failure is null)
        {
            charge["payment_method_details"]!["us_bank_account"]!["payment_reference"] = TraceOf(charge.Text("id")!);
            Succeed(intent, charge, "payment", "us_bank_account");
        }
        else
        {
            Fail(intent, charge, method, "invalid_request_error", (failure, null),
                "The bank did not honor the debit: " + failure.Replace('_', ' ') + ".");
        }

        BankDebitEnded?.Invoke(intent, failure is null);
    }
}
