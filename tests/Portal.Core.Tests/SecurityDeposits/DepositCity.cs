using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.SecurityDeposits;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.SecurityDeposits;

/// <summary>What the office does about deposits.</summary>
internal static class DepositCity
{
    public static TakeDeposit.Request DepositOf(CustomerAccount account, long cents, Guid? demand = null) => new(
        Guid.CreateVersion7(), account.Id, demand, new Usd(cents), Tender.Check, "Check 1044", Technician);

    public static Task<Outcome<SecurityDeposit>> TakeAsync(this City city, TakeDeposit.Request request) =>
        city.AskAsync<TakeDeposit, Outcome<SecurityDeposit>>(act => act.RunAsync(request, default));

    /// <summary>A deposit left without a demand.</summary>
    public static async Task<SecurityDeposit> TakenAsync(this City city, CustomerAccount account, long cents) =>
        City.Done(await city.TakeAsync(DepositOf(account, cents)));

    public static DemandDeposit.Request DemandOf(
        CustomerAccount account, long cents, DepositCause cause = DepositCause.CutOff) =>
        new(Guid.CreateVersion7(), account.Id, cause, new Usd(cents), "Order 12", Technician);

    public static Task<Outcome<DepositDemand>> DemandAsync(this City city, DemandDeposit.Request request) =>
        city.AskAsync<DemandDeposit, Outcome<DepositDemand>>(act => act.RunAsync(request, default));

    public static ReturnDeposit.Request ReturnOf(SecurityDeposit deposit) =>
        new(Guid.CreateVersion7(), deposit.Id, null, Technician);

    public static Task<Outcome<Posted>> ReturnAsync(this City city, ReturnDeposit.Request request) =>
        city.AskAsync<ReturnDeposit, Outcome<Posted>>(act => act.RunAsync(request, default));

    public static Task<Outcome<DepositTransfer>> TransferAsync(this City city, TransferDeposit.Request request) =>
        city.AskAsync<TransferDeposit, Outcome<DepositTransfer>>(act => act.RunAsync(request, default));

    public static Task<AccountDeposits> DepositsOfAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => AccountDeposits.OfAsync(db, account.Id, default));

    /// <summary>Days go by, and the books of their months are open.</summary>
    public static Task<int> PassAsync(this City city, int days)
    {
        city.Clock.Advance(TimeSpan.FromDays(days));
        return city.ReadAsync(db =>
            new OpenPeriods(db, city.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
    }

    /// <summary>The ledger's liability for deposits, in cents.</summary>
    public static async Task<long> LiabilityAsync(this City city)
    {
        var lines = await city.ReadAsync(db => db.JournalLines.AsNoTracking()
            .Where(l => l.GlAccount == GlAccounts.CustomerDeposits).ToListAsync());
        return lines.Sum(l => l.Side == Side.Credit ? l.Amount.Cents : -l.Amount.Cents);
    }
}
