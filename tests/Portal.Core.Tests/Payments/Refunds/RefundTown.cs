using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Refunds;

/// <summary>A city with the people that a refund takes: one asks, others approve, another sends it out.</summary>
public sealed class RefundTown : IAsyncLifetime
{
    public PayingCity Paying { get; } = new();

    public City City => Paying.City;

    /// <summary>A technician who asks.</summary>
    public Actor Asker { get; private set; } = null!;

    /// <summary>A technician who looks over small ones.</summary>
    public Actor Reviewer { get; private set; } = null!;

    public Actor Supervisor { get; private set; } = null!;

    public Actor SecondSupervisor { get; private set; } = null!;

    /// <summary>A technician who sends refunds out and prints checks.</summary>
    public Actor Sender { get; private set; } = null!;

    /// <summary>Who compares with the bank.</summary>
    public Actor Reconciler { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Paying.InitializeAsync();
        Asker = await StaffAsync(StaffRole.Technician);
        Reviewer = await StaffAsync(StaffRole.Technician);
        Supervisor = await StaffAsync(StaffRole.Supervisor);
        SecondSupervisor = await StaffAsync(StaffRole.Supervisor);
        Sender = await StaffAsync(StaffRole.Technician);
        Reconciler = await StaffAsync(StaffRole.Technician);
    }

    public Task DisposeAsync() => Paying.DisposeAsync();

    public async Task<Actor> StaffAsync(StaffRole role, params CustomerAccount[] own)
    {
        var user = await City.ResidentAsync($"{role}", own);
        await City.ReadAsync(db =>
        {
            db.Add(new StaffMember { UserId = user.Id, Role = role, StartedAt = City.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return Actor.Staff(user.Id);
    }

    /// <summary>An account that owes nothing and was paid by card: all of it is credit.</summary>
    public async Task<CustomerAccount> OverpaidByCardAsync(long cents, string card = "4242424242424242")
    {
        var account = await City.AccountAsync(email: $"{Guid.NewGuid():N}@example.com");
        await PayByCardAsync(account, cents, card);
        return account;
    }

    public async Task PayByCardAsync(CustomerAccount account, long cents, string card = "4242424242424242")
    {
        var due = await City.BalanceAsync(account);
        var started = City.Done(await Paying.StartAsync(PayingCity.Form(account, new Usd(cents), seen: due)));
        Paying.Sandbox.Stripe.PayByCard(Paying.SessionOf(started.AttemptId), card);
        await Paying.FollowAsync(started.AttemptId);
        await Paying.SweepAsync();
    }

    /// <summary>An account whose credit came in cash: it goes back by check, at once.</summary>
    public async Task<CustomerAccount> OverpaidInCashAsync(long cents)
    {
        var account = await City.AccountAsync(email: $"{Guid.NewGuid():N}@example.com");
        await PayInCashAsync(account, cents);
        return account;
    }

    public async Task PayInCashAsync(CustomerAccount account, long cents) =>
        City.Done(await City.AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(account.Id,
                new(Guid.CreateVersion7(), new Usd(cents), Tender.Cash, City.Clock.GetUtcNow(), Actor.System)),
            default)));

    public RequestRefund.Request Form(CustomerAccount account, long cents, long? seen = null, bool byCheck = false) =>
        new(Guid.CreateVersion7(), account.Id, new Usd(cents), new Usd(seen ?? cents), RefundCause.Overpayment,
            "Paid twice", byCheck, Asker);

    public Task<Outcome<Refund>> RequestAsync(RequestRefund.Request form) =>
        City.AskAsync<RequestRefund, Outcome<Refund>>(act => act.RunAsync(form, default));

    public Task<Outcome<Refund>> ApproveAsync(Refund refund, Actor by, Usd? seen = null) =>
        City.AskAsync<ApproveRefund, Outcome<Refund>>(
            act => act.RunAsync(new(refund.Id, seen ?? refund.Amount, null, by), default));

    public Task<Outcome<Refund>> DeclineAsync(Refund refund, Actor by, string why = "Not theirs") =>
        City.AskAsync<DeclineRefund, Outcome<Refund>>(act => act.RunAsync(new(refund.Id, why, by), default));

    public Task<Outcome<Refund>> CancelAsync(Refund refund, Actor by, string why = "Asked by mistake") =>
        City.AskAsync<CancelRefund, Outcome<Refund>>(act => act.RunAsync(new(refund.Id, why, by), default));

    public Task<Outcome<Refund>> IssueAsync(Refund refund, Actor? by = null, Usd? seen = null) =>
        City.AskAsync<IssueRefund, Outcome<Refund>>(
            act => act.RunAsync(new(refund.Id, seen ?? refund.Amount, by ?? Sender), default));

    /// <summary>Asked for and approved by whoever it takes.</summary>
    public async Task<Refund> ApprovedAsync(CustomerAccount account, long cents, bool byCheck = false)
    {
        var refund = City.Done(await RequestAsync(Form(account, cents, byCheck: byCheck)));
        var needed = new[] { Supervisor, SecondSupervisor }.Take(refund.ApprovalsNeeded);
        foreach (var by in needed) { City.Done(await ApproveAsync(refund, by)); }

        return refund;
    }

    /// <summary>Sent out as well.</summary>
    public async Task<Refund> IssuedAsync(CustomerAccount account, long cents, bool byCheck = false)
    {
        var refund = await ApprovedAsync(account, cents, byCheck);
        return City.Done(await IssueAsync(refund));
    }

    public Task<int> FollowAsync() => City.AskAsync<FollowRefunds, int>(act => act.RunAsync(default));

    public Task<Refund> ReadAsync(Guid refundId) =>
        City.ReadAsync(db => db.Set<Refund>().AsNoTracking().SingleAsync(r => r.Id == refundId));

    public Task<List<RefundPart>> PartsAsync(Guid refundId) =>
        City.ReadAsync(db => db.Set<RefundPart>().AsNoTracking().Where(p => p.RefundId == refundId)
            .OrderBy(p => p.No).ToListAsync());

    public Task<BankCheck> CheckOfAsync(Guid refundId) =>
        City.ReadAsync(db => db.Set<BankCheck>().AsNoTracking().Where(c => c.RefundId == refundId)
            .OrderByDescending(c => c.Number).FirstAsync());

    public static string Refused<T>(Outcome<T> outcome) =>
        Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
