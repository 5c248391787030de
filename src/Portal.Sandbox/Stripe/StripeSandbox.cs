using System.Text.Json.Nodes;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Stripe;

/// <summary>The stand-in's parts put together, and what tests and the control page may see and do.</summary>
public sealed class StripeSandbox : IDisposable
{
    private readonly Schedule _schedule;
    private readonly CheckoutPaying _paying;
    private readonly IdempotencyKeys _keys;

    public StripeSandbox(SandboxOptions options, Func<Uri> publicUrl)
    {
        Clock = new SandboxClock(options.Clock);
        Faults = new FaultBoard();
        Store = new StripeStore(Clock, options.DataDirectory);
        _schedule = new Schedule(Store);
        Log = new EventLog(Store, Faults, options);
        _keys = new IdempotencyKeys(Store);
        Api = new StripeApi(Store, _keys, Faults, options);
        Customers = new Customers(Store, Log);
        PaymentMethods = new PaymentMethods(Store, Log);
        Balance = new Balance(Store, Log, _schedule);
        ChargeList = new Charges(Store);
        var charging = new Charging(Store, Log, _schedule, ChargeList, Balance);
        PaymentIntents = new PaymentIntents(Store, Log, PaymentMethods, charging);
        SetupIntents = new SetupIntents(Store, Log, PaymentMethods);
        Refunds = new Refunds(Store, Log, _schedule, Balance);
        Disputes = new Disputes(Store, Log, Balance);
        Checkouts = new CheckoutSessions(Store, Log, _schedule, SetupIntents, publicUrl);
        _paying = new CheckoutPaying(Store, Log, PaymentMethods, PaymentIntents, SetupIntents, charging, Customers);
    }

    public SandboxClock Clock { get; }

    public FaultBoard Faults { get; }

    /// <summary>Charges that took money or are about to: what must never be two for one attempt.</summary>
    public int ChargeCount => Store.Act(() => Store.All(Charges.Kind).Count(c => c.Text("status") != "failed"));

    /// <summary>Copies of all sessions, oldest first.</summary>
    public IReadOnlyList<JsonObject> Sessions => Copies(CheckoutSessions.Kind);

    /// <summary>Copies of all events, oldest first.</summary>
    public IReadOnlyList<JsonObject> Events => Copies("event");

    internal StripeStore Store { get; }

    internal StripeApi Api { get; }

    internal EventLog Log { get; }

    internal Customers Customers { get; }

    internal PaymentMethods PaymentMethods { get; }

    internal PaymentIntents PaymentIntents { get; }

    internal SetupIntents SetupIntents { get; }

    internal Charges ChargeList { get; }

    internal Refunds Refunds { get; }

    internal Disputes Disputes { get; }

    internal Balance Balance { get; }

    internal CheckoutSessions Checkouts { get; }

    /// <summary>Charges of one attempt of the portal (metadata operation_id) that took money or are about to.</summary>
    public int ChargesOf(Guid operationId) => Store.Act(() => Store.All(Charges.Kind).Count(charge =>
        charge.Text("status") != "failed"
        && charge["metadata"]!.AsObject().Text("operation_id") == operationId.ToString()));

    /// <summary>Refunds made for one part of a refund of the portal (metadata operation_id).</summary>
    public int RefundsOf(Guid operationId) => Store.Act(() => Store.All(Refunds.Kind).Count(refund =>
        refund["metadata"]!.AsObject().Text("operation_id") == operationId.ToString()));

    /// <summary>A copy of one object, or null.</summary>
    public JsonObject? Find(string id) => Store.Act(() => Store.Find(id)?.Served());

    /// <summary>The session opened for one attempt (its client reference), or null.</summary>
    public JsonObject? SessionOf(Guid operationId) =>
        Sessions.FirstOrDefault(session => session.Text("client_reference_id") == operationId.ToString());

    /// <summary>Whether a call with this idempotency key has begun and not ended.</summary>
    public bool IsRunning(string idempotencyKey) => Store.Act(() => _keys.IsRunning(idempotencyKey));

    /// <summary>
    /// A bank sends a new card for a kept one: the processor follows, and says so
    /// (payment_method.automatically_updated).
    /// </summary>
    public void RenewCard(string methodId, string lastFour, int month, int year) => Store.Act(() =>
    {
        var method = Store.Get(PaymentMethods.Kind, methodId);
        var card = method["card"]!.AsObject();
        (card["last4"], card["exp_month"], card["exp_year"]) = (lastFour, month, year);
        Log.Add("payment_method.automatically_updated", Store.Save(method));
    });

    /// <summary>The holder of a card, or the bank of a debit, disputes a payment; the dispute's id.</summary>
    /// <param name="asksOnly">The bank only asks: no money moves.</param>
    public string OpenDispute(string intentId, string reason = "fraudulent", bool asksOnly = false) =>
        Store.Act(() => (string)Disputes.Open(intentId, reason, asksOnly)["id"]!);

    public void CloseDispute(string disputeId, bool won) => Store.Act(() => { Disputes.Close(disputeId, won); });

    /// <summary>Pays a session with a card of the test set, as the page would.</summary>
    public PayAnswer PayByCard(string sessionId, string number = "4242424242424242") =>
        Pay(sessionId, new Instrument.Card(number, 12, 2040, "Test Payer"));

    /// <summary>Pays a session from a bank account of the test set, as the page would.</summary>
    public PayAnswer PayByBank(string sessionId, string accountNumber = "000123456789") =>
        Pay(sessionId, new Instrument.Bank(TestBank.Routing, accountNumber, "Test Payer"));

    public PayAnswer Pay(string sessionId, Instrument instrument)
    {
        RunDue();
        return _paying.Pay(sessionId, instrument);
    }

    /// <summary>Brings everything due within a span about now: debits settle, sessions expire, payouts leave.</summary>
    public void AdvanceClock(TimeSpan span)
    {
        Store.Act(() =>
        {
            Clock.Add(span);
            Store.Save(new JsonObject
            {
                ["id"] = "clock",
                ["object"] = "sandbox.clock",
                ["ahead"] = Clock.Ahead.TotalSeconds,
            });
        });
        RunDue();
    }

    /// <summary>The next call (or calls) that the fault's endpoint matches will suffer it.</summary>
    public void FailNext(Fault fault) => Faults.Add(fault);

    /// <summary>The same in short.</summary>
    public void FailNext(FaultKind kind, string endpoint = "* /v1/*", int times = 1, TimeSpan delay = default) =>
        FailNext(new Fault(kind, endpoint, times, delay));

    public void RunDue() => _schedule.RunDue();

    public void Dispose() => Store.Dispose();

    private List<JsonObject> Copies(string kind) =>
        Store.Act(() => Store.All(kind).Select(item => item.Served()).ToList());
}
