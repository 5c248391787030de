using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Adjustments;

/// <summary>What a technician and a supervisor do to an account.</summary>
internal static class AdjustingCity
{
    public static readonly Actor Technician = Actor.Staff(new("00000000-0000-0000-0000-00000000000a"));
    public static readonly Actor Supervisor = Actor.Staff(new("00000000-0000-0000-0000-00000000000b"));

    /// <summary>Somebody of the office, with accounts of their own if any.</summary>
    public static async Task<Actor> StaffAsync(this City city, StaffRole role, params CustomerAccount[] own)
    {
        var user = await city.ResidentAsync($"{role}", own);
        await city.ReadAsync(db =>
        {
            db.Add(new StaffMember { UserId = user.Id, Role = role, StartedAt = city.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return Actor.Staff(user.Id);
    }

    public static async Task<OpenItem> ItemAsync(this City city, CustomerAccount account, UtilityService service) =>
        await city.ReadAsync(db => db.OpenItems.AsNoTracking()
            .Where(i => i.CustomerAccountId == account.Id && i.Service == service)
            .OrderByDescending(i => i.BilledOn).ThenByDescending(i => i.Id).FirstAsync());

    public static async Task<AdjustAccount.Request> AdjustmentAsync(
        this City city, CustomerAccount account, Side side, long cents,
        UtilityService service = UtilityService.Water) =>
        new(Guid.CreateVersion7(), account.Id, side, (await city.ItemAsync(account, service)).Id, new Usd(cents),
            "billing_error", "Read twice", null, await city.BalanceAsync(account), Technician);

    public static Task<Outcome<Posted>> AdjustAsync(this City city, AdjustAccount.Request request) =>
        city.AskAsync<AdjustAccount, Outcome<Posted>>(act => act.RunAsync(request, default));

    public static async Task<CancelBill.Request> CancellationAsync(
        this City city, CustomerAccount account, Bill bill) =>
        new(Guid.CreateVersion7(), bill.Id, "meter_error", "Meter read backwards", await city.BalanceAsync(account),
            Technician);

    public static Task<Outcome<Posted>> CancelAsync(this City city, CancelBill.Request request) =>
        city.AskAsync<CancelBill, Outcome<Posted>>(act => act.RunAsync(request, default));

    public static async Task CancelAsync(this City city, CustomerAccount account, Bill bill)
    {
        var posted = City.Done(await city.CancelAsync(await city.CancellationAsync(account, bill)));
        if (posted.Waiting is { } waiting)
        {
            City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));
        }
    }

    /// <summary>A row that stands in a canceled bill's place: one charge for water of the same amount.</summary>
    public static Task<Outcome<Bill>> ReplaceAsync(this City city, Bill canceled) =>
        city.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), canceled.CustomerAccountId, canceled.PeriodFrom, canceled.PeriodTo,
                city.Today.AddDays(21),
                [
                    new("water_use", ChargeKind.Service, UtilityService.Water, 3, "CCF", canceled.NewCharges, "510",
                        "4010", "{}"),
                ],
                [], Technician)
            { Rebills = canceled.Id },
            default));

    public static Task<Outcome<ApprovalDecision>> DecideAsync(
        this City city, Guid requestId, Decision decision, Actor? by = null, string note = "", Usd? seen = null,
        IReadOnlyDictionary<Guid, Usd>? others = null) =>
        city.AskAsync<DecideApproval, Outcome<ApprovalDecision>>(async act => await act.RunAsync(
            new(requestId, decision, note, by ?? Supervisor)
            {
                BalanceSeen = seen ?? await city.ReadAsync(db => db.CustomerAccounts
                    .Where(a => db.Set<ApprovalRequest>()
                        .Any(r => r.Id == requestId && r.CustomerAccountId == a.Id))
                    .Select(a => a.Balance).SingleOrDefaultAsync()),
                OthersSeen = others ?? await city.OthersSeenAsync(requestId),
            },
            default));

    /// <summary>The balances of the further accounts that a request would change, as its page shows them.</summary>
    public static Task<Dictionary<Guid, Usd>> OthersSeenAsync(this City city, Guid requestId) =>
        city.AskAsync<IEnumerable<IApprovedAct>, Dictionary<Guid, Usd>>(async acts =>
        {
            var asked = await city.ReadAsync(db => db.Set<ApprovalRequest>().AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == requestId));
            var others = asked is null ? []
                : await acts.Single(a => a.Kind == asked.Kind).OtherAccountsAsync(asked.Document, default);
            return await city.ReadAsync(db => db.CustomerAccounts.Where(a => others.Contains(a.Id))
                .ToDictionaryAsync(a => a.Id, a => a.Balance));
        });

    public static string Refused<T>(Outcome<T> outcome) => ((Outcome<T>.Refused)outcome).Refusal.Key;
}
