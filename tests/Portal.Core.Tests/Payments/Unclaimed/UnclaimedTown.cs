using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Core.Tests.Payments.Unidentified;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Unclaimed;

/// <summary>Money that nobody comes for, and what people do about it.</summary>
internal static class UnclaimedTown
{
    /// <summary>A refund's check that nobody cashed within half a year.</summary>
    public static async Task<BankCheck> StaleAsync(this RefundTown town, long cents = 25_00)
    {
        var refund = await town.IssuedAsync(await town.OverpaidInCashAsync(cents), cents, byCheck: true);
        var waiting = await town.City.AskAsync<PrintChecks, IReadOnlyList<PrintChecks.Waiting>>(
            act => act.MayPrintAsync(town.Sender, default));
        var run = City.Done(await town.City.AskAsync<PrintChecks, Outcome<CheckRun>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), waiting[0].Number, town.Sender), default)));
        City.Done(await town.City.AskAsync<MailChecks, Outcome<int>>(
            act => act.RunAsync(new(run.Id, town.Sender), default)));
        town.City.Clock.Advance(TimeSpan.FromDays(181));
        await town.City.AskAsync<MarkStaleChecks, int>(act => act.RunAsync(default));
        var check = await town.CheckOfAsync(refund.Id);
        Assert.Equal(CheckState.Stale, check.State);
        return check;
    }

    /// <summary>A closed account with so much over.</summary>
    public static async Task<CustomerAccount> LeftOverAsync(this RefundTown town, long cents)
    {
        var account = await town.OverpaidInCashAsync(cents);
        await town.CloseAsync(account);
        return account;
    }

    public static Task<int> CloseAsync(this RefundTown town, CustomerAccount account) => town.City.ReadAsync(db =>
        db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {town.City.Today} where id = {account.Id}"));

    public static async Task<SuspenseItem> HeldAsync(this RefundTown town, long cents) =>
        City.Done(await town.City.EnterAsync(UnidentifiedCity.Form(town.City, cents)));

    public static Task<UnclaimedList> ListAsync(this RefundTown town, UnclaimedList.Part part) =>
        town.City.ReadAsync(db => UnclaimedList.OfAsync(
            db, part, 1, new BusinessClock(town.City.Clock, TimeZoneInfo.Utc), default));

    public static Task<Outcome<UnclaimedLetter>> WriteAsync(
        this RefundTown town, UnclaimedKind kind, Guid id, Actor? by = null) =>
        town.City.AskAsync<WriteToOwner, Outcome<UnclaimedLetter>>(
            act => act.RunAsync(new(kind, id, OnPaper: false, by ?? town.Asker), default));

    public static RecordClaim.Request ClaimOf(this RefundTown town, UnclaimedKind kind, Guid id) =>
        new(Guid.CreateVersion7(), kind, id, "Rosa Delgado", "Passport 4711", town.City.Today, town.Asker);

    public static Task<Outcome<UnclaimedClaim>> ClaimAsync(this RefundTown town, RecordClaim.Request claim) =>
        town.City.AskAsync<RecordClaim, Outcome<UnclaimedClaim>>(act => act.RunAsync(claim, default));

    public static Task<Outcome<UnclaimedClaim>> AnswerAsync(
        this RefundTown town, UnclaimedClaim claim, bool isAccepted, ClaimWay? way = null, Actor? by = null,
        string? note = "As their passport says") =>
        town.City.AskAsync<AnswerClaim, Outcome<UnclaimedClaim>>(
            act => act.RunAsync(new(claim.Id, isAccepted, way, note, by ?? town.Reconciler), default));

    /// <summary>By a resolution of today.</summary>
    public static ProposeTurnover.Request ByResolution(this RefundTown town, long seen) => new(
        Guid.CreateVersion7(), TurnoverWay.Resolution, "2029-14", town.City.Today, new Usd(seen), town.Asker);

    /// <summary>By a notice first printed 45 days ago.</summary>
    public static ProposeTurnover.Request ByNotice(this RefundTown town, long seen) =>
        town.ByResolution(seen) with
        {
            Way = TurnoverWay.Notice,
            PublishedIn = "Alder Falls Courier",
            FirstPublishedOn = town.City.Today.AddDays(-45),
            NextPublishedOn = town.City.Today.AddDays(-38),
        };

    public static Task<Outcome<UnclaimedTurnover>> ProposeAsync(
        this RefundTown town, ProposeTurnover.Request request) =>
        town.City.AskAsync<ProposeTurnover, Outcome<UnclaimedTurnover>>(act => act.RunAsync(request, default));

    public static Task<Outcome<UnclaimedTurnover>> ApproveAsync(
        this RefundTown town, UnclaimedTurnover turnover, Actor? by = null, Usd? seen = null) =>
        town.City.AskAsync<ApproveTurnover, Outcome<UnclaimedTurnover>>(
            act => act.RunAsync(new(turnover.Id, seen ?? turnover.Total, by ?? town.Supervisor), default));

    public static Task<Outcome<UnclaimedTurnover>> DeclineAsync(
        this RefundTown town, UnclaimedTurnover turnover, string? why, Actor? by = null) =>
        town.City.AskAsync<DeclineTurnover, Outcome<UnclaimedTurnover>>(
            act => act.RunAsync(new(turnover.Id, why, by ?? town.Supervisor), default));

    /// <summary>Lets years go by, and opens the books of the day.</summary>
    public static Task YearsAsync(this RefundTown town, int years)
    {
        town.City.Clock.Advance(TimeSpan.FromDays(366 * years));
        return town.City.AskAsync<OpenPeriods, int>(async act =>
        {
            await act.RunAsync(default);
            return 0;
        });
    }

    /// <summary>What the ledger has of one account, credits less debits.</summary>
    public static async Task<Usd> CreditedAsync(this RefundTown town, string glAccount)
    {
        var lines = await town.City.ReadAsync(db => db.JournalEntries.AsNoTracking().SelectMany(e => e.Lines)
            .Where(l => l.GlAccount == glAccount).ToListAsync());
        return lines.Select(l => l.Side == Side.Credit ? l.Amount : -l.Amount).Sum();
    }
}
