using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Usage.Alerts;

namespace Portal.Core.Billing;

/// <summary>
/// Loads the statements of bills, of one for its page or of many for the printer, in the same queries: a bill
/// reads the same wherever it is shown.
/// </summary>
internal static class LoadStatements
{
    /// <param name="visible">The accounts that the reader may see; bills of others are left out.</param>
    /// <returns>In the order asked for.</returns>
    public static async Task<List<BillStatement>> RunAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, IReadOnlyCollection<Guid> billIds,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ids = billIds.ToList();
        var heads = await HeadsAsync(db, visible, ids, ct);
        if (heads.Count == 0)
        {
            return [];
        }

        var found = heads.Keys.ToList();
        var history = (await BillStatementQueries.History(db, found).ToListAsync(ct)).ToLookup(r => r.Shown);
        var before = found.ToDictionary(id => id, id => history[id].LastOrDefault(r => r.Bill.Id != id)?.Bill);
        var lines = await LinesAsync(
            db, [.. found, .. before.Values.Where(b => b is not null).Select(b => b!.Id)], heads, ct);
        var places = await PlacesAsync(db, heads.Values, found.SelectMany(id => lines[id]), ct);
        var budgets = heads.Values.Where(h => h.Budget is not null).Select(h => h.Bill.CustomerAccountId).ToList();
        var asked = budgets.Count == 0 ? null : await db.AskedForAsync(budgets, ct);
        var adjusted = heads.Values.Where(h => h.HasAdjustments).Select(h => h.Bill.Id).ToList();
        var adjustments = adjusted.Count == 0 ? [] : await AdjustmentsAsync(db, adjusted, ct);
        return
        [
            .. ids.Where(heads.ContainsKey).Select(id => Statement(
                heads[id], before[id], [.. history[id].Where(r => r.Read is not null).Select(r => r.Read!)], lines,
                [.. adjustments.GetValueOrDefault(id, [])], places)
                with { Budget = Budget(heads[id], asked) }),
        ];
    }

    private static BillStatement Statement(
        Head head, Bill? before, List<BillRead> reads, ILookup<Guid, BillStatementLine> lines,
        IReadOnlyList<BillStatementAdjustment> adjustments, Dictionary<Guid, Premise> places)
    {
        var (id, use) = (head.Bill.Id, UseSeries.Of(reads));
        var own = lines[id].ToList();
        return new BillStatement
        {
            Bill = head.Bill,
            AccountNumber = head.Number,
            Pin = head.Pin,
            DueNow = head.Balance - head.Deferred,
            Wait = head.Wait,
            CustomerName = head.Customer.Addressee,
            Language = head.Customer.Language,
            MailingAddress = MailingAddress(head.Customer),
            ServiceAddress = [.. PostalAddress.Of(head.Premise).Lines()],
            Lines = own,
            Places =
            [
                .. own.Select(l => l.PremiseId).Distinct().Select(p => new BillPlace(p, OneLine(places[p])))
                    .OrderBy(p => p.PremiseId != head.Premise.Id).ThenBy(p => p.Address, StringComparer.Ordinal),
            ],
            Reads = reads.Where(r => r.BillId == id).ToList(),
            Use = use,
            Change = before is null ? null : Compare(head.Bill, before, reads, lines, use),
            Causes = before is null ? [] : ChangeCauses.Between(
                own, [.. lines[before.Id].Select(l => AtPlaceOf(head, l))], head.Leaks),
            HasNewer = head.HasNewer,
            Adjustments = adjustments,
            CanceledAt = head.CanceledAt,
            ReplacedBy = head.ReplacedBy,
            Replaces = head.Replaces,
        };
    }

    /// <summary>A line that names no place is for the one the account is named for.</summary>
    private static BillStatementLine AtPlaceOf(Head head, BillStatementLine line) =>
        line.PremiseId == default ? line with { PremiseId = head.Premise.Id } : line;

    private static Task<Dictionary<Guid, Head>> HeadsAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, List<Guid> ids, CancellationToken ct) => (
        from bill in db.Bills
        join account in visible on bill.CustomerAccountId equals account.Id
        join customer in db.Customers on account.CustomerId equals customer.Id
        join premise in db.Premises on account.PremiseId equals premise.Id
        join cancellation in db.BillCancellations on bill.Id equals cancellation.BillId into canceled
        from cancellation in canceled.DefaultIfEmpty()
        join rebill in db.Bills on bill.Id equals rebill.RebillsId into rebills
        from rebill in rebills.DefaultIfEmpty()
        join original in db.Bills on bill.RebillsId equals original.Id into originals
        from original in originals.DefaultIfEmpty()
        join budget in db.Set<BudgetEntry>().Where(e => e.Kind == BudgetEntryKind.Bill)
            on bill.Id equals budget.BillId into budgets
        from budget in budgets.DefaultIfEmpty()
        join wait in db.Set<BillWait>() on bill.Id equals wait.BillId into waits
        from wait in waits.DefaultIfEmpty()
        where ids.Contains(bill.Id)
        select new Head
        {
            Bill = bill,
            Number = account.Number,
            Pin = account.Pin,
            Balance = account.Balance,
            Deferred = account.Deferred,
            Budget = budget,
            Wait = wait,
            Customer = customer,
            Premise = premise,
            HasNewer = db.Bills.Any(b => b.CustomerAccountId == account.Id && b.Number > bill.Number),
            HasAdjustments = db.Set<BillAdjustment>().Any(a => a.BillId == bill.Id),
            // What was found later does not change how a bill is explained.
            Leaks = (
                from alert in db.Set<UseAlert>()
                join point in db.ServicePoints on alert.ServicePointId equals point.Id
                where alert.CustomerAccountId == account.Id && alert.Kind == UseAlertKind.Leak
                    && alert.FirstDay < bill.PeriodTo && alert.LastDay >= bill.PeriodFrom
                    && alert.FoundAt <= bill.IssuedAt
                select new LeakingMeter(point.PremiseId, point.Service)).ToList(),
            CanceledAt = (DateTimeOffset?)cancellation.CanceledAt,
            // Joined by key: as a sub-query of whole rows it would number every bill there is.
            ReplacedBy = rebill == null ? null : new BillReference(rebill.Id, rebill.Number, rebill.IssuedOn),
            Replaces = original == null ? null : new BillReference(original.Id, original.Number, original.IssuedOn),
        }).AsNoTracking().ToDictionaryAsync(h => h.Bill.Id, ct);

    private static async Task<ILookup<Guid, BillStatementLine>> LinesAsync(
        PortalDbContext db, List<Guid> bills, Dictionary<Guid, Head> heads, CancellationToken ct)
    {
        var rows = await BillStatementQueries.Lines(db, bills).ToListAsync(ct);
        return rows.ToLookup(
            r => r.Line.BillId,
            r => new BillStatementLine(
                r.Line.No, r.Line.Service, r.Line.ChargeKind, r.Line.ChargeCode, r.Line.Amount, r.Open ?? Usd.Zero,
                LineExplanation.FromJson(r.Line.Explanation))
            {
                PremiseId = r.Line.PremiseId
                    ?? (heads.TryGetValue(r.Line.BillId, out var head) ? head.Premise.Id : default),
            });
    }

    private static async Task<Dictionary<Guid, IReadOnlyList<BillStatementAdjustment>>> AdjustmentsAsync(
        PortalDbContext db, List<Guid> bills, CancellationToken ct) => (
        from shown in await BillStatementQueries.Adjustments(db, bills).ToListAsync(ct)
        group new BillStatementAdjustment(
            new(shown.Adjustment.LabelEn, shown.Adjustment.LabelEs), shown.Adjustment.PostedOn,
            shown.Adjustment.Effect) by shown.BillId)
        .ToDictionary(b => b.Key, IReadOnlyList<BillStatementAdjustment> (b) => [.. b]);

    /// <summary>Most bills are for the account's own premise alone, which is loaded already.</summary>
    private static async Task<Dictionary<Guid, Premise>> PlacesAsync(
        PortalDbContext db, IEnumerable<Head> heads, IEnumerable<BillStatementLine> lines, CancellationToken ct)
    {
        var places = heads.Select(h => h.Premise).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
        var others = lines.Select(l => l.PremiseId).Where(id => !places.ContainsKey(id)).Distinct().ToList();
        if (others.Count > 0)
        {
            await foreach (var place in BillStatementQueries.Places(db, others).WithCancellation(ct))
            {
                places.Add(place.Id, place);
            }
        }

        return places;
    }

    private static BudgetOnBill? Budget(Head head, ILookup<Guid, AskedFor>? asked) => head.Budget is not { } budget
        ? null
        : new(
            budget.Asked, budget.Gathered, budget.Settles,
            asked![head.Bill.CustomerAccountId].Where(a => a.DueOn <= head.Bill.DueOn).Select(a => a.Unpaid).Sum());

    private static BillChange Compare(
        Bill bill, Bill before, List<BillRead> reads, ILookup<Guid, BillStatementLine> lines,
        IReadOnlyList<UseMonth> use)
    {
        var now = reads.Where(r => r.BillId == bill.Id).ToList();
        var then = reads.Where(r => r.BillId == before.Id).ToList();
        var versions = lines[before.Id].ToLookup(l => l.ChargeCode, l => l.Explanation.ScheduleVersion);
        return new BillChange(
            bill.NewCharges - before.NewCharges,
            now.Count == 0 ? null : now.Sum(r => r.Used),
            then.Count == 0 ? null : then.Sum(r => r.Used),
            now.FirstOrDefault()?.Unit,
            bill.PeriodTo.DayNumber - bill.PeriodFrom.DayNumber,
            before.PeriodTo.DayNumber - before.PeriodFrom.DayNumber,
            lines[bill.Id].Any(l => versions[l.ChargeCode].Any(v => v != l.Explanation.ScheduleVersion)),
            now.Any(r => r.CurrentKind == ReadKind.Estimated),
            then.Any(r => r.CurrentKind == ReadKind.Estimated),
            now.Count == 0 ? null : use[^1].UsedYearBefore);
    }

    internal static string[] MailingAddress(Customer customer) => [.. PostalAddress.Of(customer).Lines()];

    internal static string OneLine(Premise place) =>
        string.IsNullOrWhiteSpace(place.Line2) ? place.Line1 : $"{place.Line1}, {place.Line2}";

    private sealed record Head
    {
        public required Bill Bill { get; init; }

        public required string Number { get; init; }

        public required string Pin { get; init; }

        public required Usd Balance { get; init; }

        public required Usd Deferred { get; init; }

        public BudgetEntry? Budget { get; init; }

        public BillWait? Wait { get; init; }

        public required Customer Customer { get; init; }

        public required Premise Premise { get; init; }

        public required bool HasNewer { get; init; }

        public required bool HasAdjustments { get; init; }

        /// <summary>Meters that showed signs of a leak in the bill's time.</summary>
        public required List<LeakingMeter> Leaks { get; init; }

        public DateTimeOffset? CanceledAt { get; init; }

        public BillReference? ReplacedBy { get; init; }

        public BillReference? Replaces { get; init; }
    }
}
