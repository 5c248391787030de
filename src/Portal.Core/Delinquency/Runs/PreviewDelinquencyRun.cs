using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Runs;

/// <summary>
/// Finds what happens today to every account that is past due: who moves and by which step, who is skipped and why.
/// Moves nobody and writes nothing to anybody. The same operation makes one run. Refuses while no pack is in force, and
/// where nothing is past due.
/// </summary>
public sealed class PreviewDelinquencyRun(PortalDbContext db, BusinessClock clock)
{
    /// <param name="RunId">Made with the form.</param>
    public sealed record Request(Guid RunId, Actor By);

    public async Task<Outcome<DelinquencyRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(PreviewDelinquencyRun)}), hashtext({$"{request.RunId}"}))",
            ct);
        if (await db.Set<DelinquencyRun>().SingleOrDefaultAsync(r => r.Id == request.RunId, ct) is { } already)
        {
            return already;
        }

        if (await db.PackOnAsync(clock.Today, ct) is not { } version) { return new Refusal("Pack_NoneYet"); }

        var items = await ItemsAsync(request.RunId, version.Id, ct);
        if (items.Count == 0) { return new Refusal("Delinquency_NothingToDo"); }

        var run = new DelinquencyRun
        {
            Id = request.RunId, AsOf = clock.Today, MadeBy = request.By.Name, MadeAt = clock.Now,
        };
        db.Add(run);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PreviewDelinquencyRun), null, new
        {
            run = run.Id,
            moves = items.Count(i => i.Event is not null),
            skipped = items.Count(i => i.Skipped is not null),
        }));
        await db.SaveChangesAsync(ct);
        await CopyRows.RunAsync((NpgsqlConnection)db.Database.GetDbConnection(), db.Model, items, ct);
        await tx.CommitAsync(ct);
        return run;
    }

    private async Task<List<DelinquencyRunItem>> ItemsAsync(Guid runId, Guid packId, CancellationToken ct)
    {
        var packs = await db.PacksAsync(ct);
        var calendar = new ShutOffCalendar(await OfficeDays.OfAsync(db, ct));
        var facts = await LoadCaseFacts.OnAsync(db, clock.Today, null, ct);
        return
        [
            .. from account in facts
               where account.Case is not null || account.PastDue.IsPositive
               let next = NextStep.Of(account, packs[account.Case?.PackId ?? packId], calendar, clock.Today)
               select new DelinquencyRunItem
               {
                   RunId = runId,
                   CustomerAccountId = account.AccountId,
                   Event = next.Event,
                   StepCode = next.Step?.Code,
                   Skipped = next.Skipped,
                   PastDue = account.PastDue,
               },
        ];
    }
}
