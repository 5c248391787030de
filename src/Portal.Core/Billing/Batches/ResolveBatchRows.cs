using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Files;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// Finds the charge that each line of a file is about and asks of it what AdjustAccount would: the reason, what is left
/// of the charge after the file's earlier lines, how far back is corrected, how often a reason is credited. Two hundred
/// accounts at a time. Two lines that ask the same of one charge, however they name it, are a fault of the second.
/// Changes nothing.
/// </summary>
public sealed class ResolveBatchRows(PortalDbContext db, BusinessClock clock)
{
    private const int AccountsAtOnce = 200;

    private sealed record Window(int BackBillingMonths, int CorrectionMonths, DateOnly Today)
    {
        public int Widest => Math.Max(BackBillingMonths, CorrectionMonths);
    }

    internal async Task<List<AdjustmentBatchRow>> RunAsync(
        Guid batchId, List<ReadBatchFile.Asked> asked, List<CsvLines.Fault> faults, Actor by,
        AdjustmentRules rules, CancellationToken ct)
    {
        var settings = await LoadRateBook.SettingsOnAsync(db, clock.Today, ct);
        var window = new Window(settings.BackBillingMonths, settings.CorrectionMonths, clock.Today);
        var made = new List<AdjustmentBatchRow>();
        foreach (var some in asked.GroupBy(r => r.Account).Chunk(AccountsAtOnce))
        {
            var accounts = await AccountsAsync(some.Select(g => g.Key), by, ct);
            var lines = await LinesAsync(accounts.Values.Select(a => a.Id), window, ct);
            foreach (var ofAccount in some)
            {
                var account = accounts.GetValueOrDefault(ofAccount.Key);
                await OfAccountAsync(batchId, account, ofAccount, lines, (rules, window), made, faults, ct);
            }
        }

        return [.. made.OrderBy(r => r.Line)];
    }

    private sealed record Found(Guid Id, bool IsOwn);

    private async Task<Dictionary<string, Found>> AccountsAsync(
        IEnumerable<string> numbers, Actor by, CancellationToken ct)
    {
        var wanted = numbers.ToList();
        var accounts = await db.CustomerAccounts.Where(a => wanted.Contains(a.Number))
            .Select(a => new { a.Number, a.Id }).ToListAsync(ct);
        var ids = accounts.Select(a => a.Id).ToArray();
        var own = await db.Database.SqlQuery<Guid>(
            $"select a as \"Value\" from unnest({ids}) a where is_own_account({by.Name}, a)").ToListAsync(ct);
        return accounts.ToDictionary(a => a.Number, a => new Found(a.Id, own.Contains(a.Id)));
    }

    private async Task<ILookup<Guid, AdjustableLine>> LinesAsync(
        IEnumerable<Guid> accounts, Window window, CancellationToken ct)
    {
        var ids = accounts.ToList();
        // A month more, so that what is just too old is told so.
        var since = window.Today.AddMonths(-window.Widest - 1);
        var items = await db.OpenItems.AsNoTracking()
            .Where(i => ids.Contains(i.CustomerAccountId) && i.BilledOn >= since)
            .OrderByDescending(i => i.BilledOn).ThenBy(i => i.BillLineNo).ToListAsync(ct);
        return (await AdjustableLine.WithAsync(db, items, ct)).ToLookup(l => l.Item.CustomerAccountId);
    }

    private async Task OfAccountAsync(
        Guid batchId, Found? account, IEnumerable<ReadBatchFile.Asked> rows, ILookup<Guid, AdjustableLine> lines,
        (AdjustmentRules Rules, Window Window) by, List<AdjustmentBatchRow> made, List<CsvLines.Fault> faults,
        CancellationToken ct)
    {
        var (left, given) = (new Dictionary<Guid, Usd>(), new Dictionary<string, int>());
        var seen = new Dictionary<(Guid Item, string Reason, Usd Amount, string Note), long>();
        foreach (var row in rows)
        {
            var line = account is null ? null : Line(lines[account.Id], row.Target);
            var refusal = WhyTwice(row, line, seen) ?? WhyNot(account, row, line, by.Rules, by.Window, left)
                ?? await WhyNotReasonAsync(account!.Id, row, by.Rules, given, ct);
            if (refusal is not null)
            {
                faults.Add(new(row.Line, refusal.Key, [.. refusal.Values.Select(Worded)]));
                continue;
            }

            left[line!.Item.Id] = left.GetValueOrDefault(line.Item.Id, line.Left) + row.Amount;
            made.Add(new()
            {
                Id = Guid.CreateVersion7(),
                BatchId = batchId,
                Line = row.Line,
                CustomerAccountId = account!.Id,
                OpenItemId = line.Item.Id,
                Fund = line.Item.Fund,
                GlAccount = line.GlAccount,
                Reason = row.Reason,
                Amount = row.Amount,
                Note = row.Note,
            });
        }
    }

    /// <summary>"water" and "4711/2" may be the same charge: by that, not by its name, lines are told apart.</summary>
    private static Refusal? WhyTwice(
        ReadBatchFile.Asked row, AdjustableLine? line, Dictionary<(Guid, string, Usd, string), long> seen)
    {
        if (line is null) { return null; }

        var same = (line.Item.Id, row.Reason, row.Amount, row.Note);
        return seen.TryAdd(same, row.Line) ? null : new("Batch_Twice", $"{seen[same]}");
    }

    /// <summary>"water" is the newest charge for it that something is left of; "4711/2" line 2 of bill 4711.</summary>
    private static AdjustableLine? Line(IEnumerable<AdjustableLine> lines, string target)
    {
        if (target.Split('/') is [var bill, var no]
            && long.TryParse(bill, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(no, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return lines.FirstOrDefault(l => l.BillNumber == number && l.Item.BillLineNo == at);
        }

        return Enum.GetValues<UtilityService>().Where(s => EnumWords<UtilityService>.Of(s) == target)
            .Select(service => lines.FirstOrDefault(l => l.Item.Service == service
                && l.Item.ChargeKind == ChargeKind.Service && l.Left.IsPositive)).FirstOrDefault();
    }

    private static Refusal? WhyNot(
        Found? account, ReadBatchFile.Asked row, AdjustableLine? line, AdjustmentRules rules, Window window,
        Dictionary<Guid, Usd> left)
    {
        if (account is null) { return new("Batch_Account", CsvLines.Shown(row.Account)); }

        if (account.IsOwn) { return new("Approval_OwnAccount"); }

        if (rules.Reason(row.Reason) is null) { return new("Batch_Reason", CsvLines.Shown(row.Reason)); }

        if (line is null) { return new("Batch_Line", CsvLines.Shown(row.Target)); }

        var credit = row.Amount.Cents < 0;
        var months = credit ? window.CorrectionMonths : window.BackBillingMonths;
        if (line.Item.BilledOn < window.Today.AddMonths(-months))
        {
            return new(credit ? "Adjust_TooOldToCredit" : "Adjust_TooOldToCharge", line.Item.BilledOn, months);
        }

        var remains = left.GetValueOrDefault(line.Item.Id, line.Left);
        return credit && -row.Amount > remains ? new("Adjust_MoreThanLine", remains) : null;
    }

    /// <summary>Counts what the file itself gives for the reason.</summary>
    private async Task<Refusal?> WhyNotReasonAsync(
        Guid accountId, ReadBatchFile.Asked row, AdjustmentRules rules, Dictionary<string, int> given,
        CancellationToken ct)
    {
        var reason = rules.Reason(row.Reason)!;
        if (row.Amount.Cents > 0 || reason.MostPerYear is not { } most) { return null; }

        var before = given.GetValueOrDefault(row.Reason);
        given[row.Reason] = before + 1;
        var earlier = await ReasonCap.FullAsync(
            db, reason with { MostPerYear = most - before }, Side.Credit, accountId, clock.Today, ct);
        return before >= most || earlier.Count > 0 ? new("Batch_Cap", most) : null;
    }

    private static string Worded(object value) => value is DateOnly day
        ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
