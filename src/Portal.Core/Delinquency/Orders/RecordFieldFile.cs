using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Files;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Takes what the crew wrote in a CSV: account, result ("off", "not" or "on"), why. It is checked whole, then recorded
/// whole, each line as <see cref="RecordShutOff"/> and <see cref="RecordReconnect"/> do. Refuses by line: a file that
/// is none, an unknown result, an account without such an order in the field, an account twice, and "not" without a
/// reason; then nothing of it is recorded.
/// </summary>
public sealed class RecordFieldFile(PortalDbContext db, RecordShutOff record, RecordReconnect reconnect)
{
    /// <summary>More than any crew does in a day.</summary>
    public const int MostLines = 1_000;

    /// <summary>Refusals told of one file.</summary>
    private const int FaultsTold = 20;

    /// <summary>In the order of the sample.</summary>
    public static readonly IReadOnlyList<string> Columns = ["account", "result", "why"];

    public sealed record Request(Stream File, Actor By);

    /// <returns>How many lines were recorded.</returns>
    public async Task<Outcome<int>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (lines, faults) = await ReadAsync(request.File, ct);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var orders = await OrdersAsync([.. lines.Select(l => l.Account)], ct);
        var found = lines.Where(l => orders.ContainsKey((l.Account, l.IsOn))).ToList();
        faults.AddRange(lines.Except(found).Select(l => new CsvLines.Fault(l.No, "Field_NoOrder", l.Account)));
        if (faults.Count > 0) { return Told(faults); }

        await db.LockAccountsAsync(found.Select(l => orders[(l.Account, l.IsOn)].AccountId).Distinct(), ct);
        foreach (var line in found)
        {
            var refused = await DoAsync(line, orders[(line.Account, line.IsOn)].Id, request.By, ct);
            if (refused is not null) { return new Refusal("Field_Line", line.No, refused.Reason); }
        }

        await tx.CommitAsync(ct);
        return found.Count;
    }

    private static async Task<(List<Line> Lines, List<CsvLines.Fault> Faults)> ReadAsync(
        Stream file, CancellationToken ct)
    {
        var (lines, seen) = (new List<Line>(), new HashSet<string>());
        var faults = await CsvLines.ReadAsync(file, Columns, MostLines, (no, of) =>
        {
            var (account, result, why) = (of("account"), of("result").ToLowerInvariant(), of("why"));
            if (result is not ("off" or "not" or "on")) { return new("Field_Result", CsvLines.Shown(of("result"))); }

            if (!seen.Add(account)) { return new("Field_Twice", CsvLines.Shown(account)); }

            if (result == "not" && why.Length == 0) { return new("ShutOff_WhyMissing"); }

            lines.Add(new(no, account, result, why));
            return null;
        }, ct);
        return (lines, faults);
    }

    private async Task<Dictionary<(string, bool), Found>> OrdersAsync(string[] accounts, CancellationToken ct) =>
        (await db.Database.SqlQuery<Found>($"""
            select a.number as "Number", false as "IsOn", o.id as "Id", a.id as "AccountId"
            from shut_off_order o join customer_account a on a.id = o.customer_account_id
            where o.state = 'dispatched' and a.number = any({accounts})
            union all
            select a.number, true, r.id, a.id
            from reconnect_order r join customer_account a on a.id = r.customer_account_id
            where r.done_at is null and r.canceled_at is null and a.number = any({accounts})
            """).ToListAsync(ct)).ToDictionary(f => (f.Number, f.IsOn));

    private async Task<Refusal?> DoAsync(Line line, Guid order, Actor by, CancellationToken ct) => line.IsOn
        ? await reconnect.RunAsync(new(order, by), ct) is Outcome<ReconnectOrder>.Refused(var no) ? no : null
        : await record.RunAsync(new(order, line.Result == "off", line.Why, by), ct)
            is Outcome<ShutOffOrder>.Refused(var not) ? not : null;

    private static Refusal Told(IEnumerable<CsvLines.Fault> faults) => Refusal.Of(
        [
            .. faults.OrderBy(f => f.Line).Take(FaultsTold).Select(f =>
                new Refusal("Field_Line", f.Line, new Refusal(f.Key, [.. f.Values]).Reason)),
        ])!;

    private sealed record Line(long No, string Account, string Result, string Why)
    {
        public bool IsOn => Result == "on";
    }

    private sealed record Found(string Number, bool IsOn, Guid Id, Guid AccountId);
}
