using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Prints the checks that wait, in the order of their numbers, as one PDF for the bank's stock. A run ends before the
/// first number that is not in it, for the sheets of the stock are numbered without gaps. One transaction: a run is
/// made whole or not at all, and a check is printed once; spoiled stock is voided and reissued under another number.
/// The same operation prints once. Checks of refunds that this person asked for or approved, or of accounts of their
/// own, are left for somebody else (ck_bank_check_printer). Refuses: nothing to print, and stock that begins with
/// another number.
/// </summary>
public sealed class PrintChecks(PortalDbContext db, BankCheckPdf pdf, BusinessClock clock)
{
    public const int ChecksPerRun = 200;

    /// <param name="FirstOnStock">The number printed on the first sheet in the printer.</param>
    public sealed record Request(Guid OperationId, long FirstOnStock, Actor By);

    public async Task<Outcome<CheckRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var mine = await MayPrintAsync(request.By, ct);
        await db.LockAccountsUntrackedAsync(mine.Select(m => m.AccountId), ct);
        if (await db.Set<CheckRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.OperationId, ct)
            is { } already)
        {
            return already;
        }

        var ids = mine.Select(m => m.CheckId).ToList();
        db.Forget(read => read is BankCheck);
        var checks = await db.Set<BankCheck>().Where(c => ids.Contains(c.Id) && c.State == CheckState.Issued)
            .OrderBy(c => c.Number).ToListAsync(ct);
        var refusal = checks.Count == 0 ? new Refusal("Check_NothingToPrint")
            : checks[0].Number != request.FirstOnStock ? new("Check_OtherStock", checks[0].Number)
            : null;
        if (refusal is not null) { return refusal; }

        checks = [.. checks.TakeWhile((check, i) => check.Number == request.FirstOnStock + i)];
        var run = await MakeAsync(request, checks, ct);
        db.Add(run);
        await db.SaveChangesAsync(ct);
        foreach (var check in checks) { Print(check, run, request.By); }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PrintChecks), null, new
        {
            run = run.Id,
            checks = run.Checks,
            cents = run.Total.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }

    /// <summary>The checks that this person may print, by number; the first run's worth of them.</summary>
    public async Task<IReadOnlyList<Waiting>> MayPrintAsync(Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        var me = by.Name;
        var own = db.Database.SqlQuery<Guid>($"""
            select a.id as "Value" from customer_account a join customer c on c.id = a.customer_id
            where is_own_account({me}, a.id) and exists (
              select from bank_check k join refund r on r.id = k.refund_id
              where k.state = 'issued' and r.customer_account_id = a.id)
            """);
        return await (
            from check in db.Set<BankCheck>()
            join refund in db.Set<Refund>() on check.RefundId equals refund.Id
            where check.State == CheckState.Issued && refund.RequestedBy != me
                && !db.Set<RefundApproval>().Any(a => a.RefundId == refund.Id && a.DecidedBy == me)
                && !own.Contains(refund.CustomerAccountId)
            orderby check.Number
            select new Waiting(check.Id, check.Number, refund.CustomerAccountId, check.Amount))
            .Take(ChecksPerRun).ToListAsync(ct);
    }

    /// <summary>A check that waits to be printed.</summary>
    public sealed record Waiting(Guid CheckId, long Number, Guid AccountId, Usd Amount);

    private async Task<CheckRun> MakeAsync(Request request, List<BankCheck> checks, CancellationToken ct)
    {
        var code = checks[0].AccountCode;
        var account = await db.Set<CheckAccount>().AsNoTracking().SingleAsync(a => a.Code == code, ct);
        var refunds = await db.ReferencesAsync(checks.Select(c => c.RefundId), ct);
        var file = pdf.Make(account, [.. checks.Select(c => (c, refunds[c.RefundId]))]);
        return new()
        {
            Id = request.OperationId,
            AccountCode = code,
            Checks = checks.Count,
            FirstNumber = checks[0].Number,
            LastNumber = checks[^1].Number,
            Total = checks.Select(c => c.Amount).Sum(),
            MadeOn = clock.Today,
            MadeAt = clock.Now,
            MadeBy = request.By.Name,
            Pdf = file,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
        };
    }

    private void Print(BankCheck check, CheckRun run, Actor by)
    {
        check.RunId = run.Id;
        check.Move(CheckState.Printed, by.Name, clock.Now);
        db.Add(new BankCheckEvent
        {
            Id = Guid.CreateVersion7(),
            CheckId = check.Id,
            State = CheckState.Printed,
            Note = "",
            OnDay = clock.Today,
            At = clock.Now,
            ByWhom = by.Name,
        });
    }
}
