using Npgsql;
using Portal.Core.Billing.Rules;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// An enrollment that has not ended, and where its plan stands: the next bill asks it. Loaded for any number of
/// accounts by one statement, which finds the few that have one by its index.
/// </summary>
internal sealed record LiveBudget
{
    private const string Sql = """
        select n.customer_account_id, n.id, n.state, n.kind, n.history_cents, n.first_amount_cents, r.document::text,
          so_far.entries, so_far.months, so_far.gathered, so_far.amount, year.actuals, year.asked, n.rule_id
        from unnest($1::uuid[]) wanted(id)
        join budget_enrollment n on n.customer_account_id = wanted.id and n.state <> 'ended'
        join money_rule r on r.id = n.rule_id
        cross join lateral (
          select coalesce(max(e.no), 0) as entries, coalesce(max(e.month), 0) as months,
            coalesce(sum(e.actual_cents - e.asked_cents), 0)::bigint as gathered,
            (array_agg(e.next_amount_cents order by e.no desc))[1] as amount
          from budget_entry e where e.enrollment_id = n.id) so_far
        cross join lateral (
          select coalesce(array_agg(m.actual order by m.month), '{}') as actuals,
            coalesce(sum(m.asked) filter (where m.month > so_far.months - so_far.months % $2), 0)::bigint as asked
          from (
            select e.month, sum(e.actual_cents)::bigint as actual, sum(e.asked_cents)::bigint as asked
            from budget_entry e where e.enrollment_id = n.id and e.month > greatest(so_far.months - $2, 0)
            group by e.month) m) year
        """;

    public required Guid EnrollmentId { get; init; }

    public required Guid RuleId { get; init; }

    public required bool IsLeaving { get; init; }

    public required BudgetPlan Plan { get; init; }

    /// <summary>Entries so far.</summary>
    public required int Entries { get; init; }

    /// <summary>Months billed since it began.</summary>
    public required int Months { get; init; }

    /// <returns>By account; those without one are absent.</returns>
    internal static async Task<Dictionary<Guid, LiveBudget>> OfAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = accounts.ToArray() }, new() { Value = BudgetPlan.Year } },
        };
        var found = new Dictionary<Guid, LiveBudget>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            found.Add(row.GetGuid(0), Of(row));
        }

        return found;
    }

    /// <summary>What a bill asks for, as the entry that says so.</summary>
    /// <param name="original">The entry on this enrollment of the canceled bill that it replaces.</param>
    internal BudgetEntry EntryOf(Bill bill, BudgetEntry? original)
    {
        var (asked, next, month, settles) = bill.RebillsId is null
            ? AskForNext(bill.NewCharges)
            : AskAgain(bill.NewCharges, original);
        return new()
        {
            EnrollmentId = EnrollmentId,
            No = Entries + 1,
            CustomerAccountId = bill.CustomerAccountId,
            Kind = BudgetEntryKind.Bill,
            BillId = bill.Id,
            Month = month,
            Actual = bill.NewCharges,
            Asked = asked,
            Gathered = Plan.Gathered + bill.NewCharges - asked,
            NextAmount = next,
            Settles = settles,
            DueOn = bill.DueOn,
            EnteredAt = bill.IssuedAt,
        };
    }

    /// <summary>True when a bill is the one that ends it: the next of a customer who leaves.</summary>
    internal bool EndsWith(Bill bill) => IsLeaving && bill.RebillsId is null;

    /// <summary>What the next bill would ask for.</summary>
    internal Usd Ask(Usd actual) => AskForNext(actual).Asked;

    private (Usd Asked, Usd Next, int Month, bool Settles) AskForNext(Usd actual)
    {
        if (IsLeaving)
        {
            return (Plan.Leave(actual), Plan.Amount, Months + 1, true);
        }

        var (asked, after) = Plan.Bill(actual);
        return (asked, after.Amount, Months + 1, Plan.Settles(asked));
    }

    /// <summary>
    /// A corrected bill asks for what the first one did, and the difference gathers; where the first one settled, or
    /// was none of this plan, the difference is asked for.
    /// </summary>
    private (Usd Asked, Usd Next, int Month, bool Settles) AskAgain(Usd actual, BudgetEntry? original) =>
        original is null ? (actual, Plan.Amount, 0, true)
        : original.Settles ? (original.Asked + actual - original.Actual, Plan.Amount, original.Month, true)
        : (original.Asked, Plan.Amount, original.Month, false);

    private static LiveBudget Of(NpgsqlDataReader row)
    {
        var (months, history) = (row.GetInt32(8), row.GetFieldValue<long[]>(4));
        var actuals = history.Concat(row.GetFieldValue<long[]>(11)).TakeLast(BudgetPlan.Year);
        return new()
        {
            EnrollmentId = row.GetGuid(1),
            RuleId = row.GetGuid(13),
            IsLeaving = row.GetString(2) == "leaving",
            Plan = new(
                EnumWords<BudgetKind>.Read(row.GetString(3)),
                MoneyRules.Read<BudgetRules>(row.GetString(6)),
                new(row.IsDBNull(10) ? row.GetInt64(5) : row.GetInt64(10)),
                months % BudgetPlan.Year,
                new(row.GetInt64(9)),
                [.. actuals.Select(cents => new Usd(cents))],
                new(row.GetInt64(12))),
            Entries = row.GetInt32(7),
            Months = months,
        };
    }
}
