using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency;

/// <summary>
/// Writes down a call, a visit or a notice left at the door before a shut-off: whether an adult was reached, at which
/// number or place, what was offered. A notice at the door is written first, with what the pack asks of it. Refuses an
/// account that was not noticed, no words, and a door notice where the ladder knows none.
/// </summary>
public sealed class LogContact(PortalDbContext db, GiveNotice give, BusinessClock clock)
{
    /// <param name="Note">Number or place, who was spoken to, what was offered.</param>
    public sealed record Request(Guid CustomerAccountId, ContactResult Result, string Note, Actor By);

    public async Task<Outcome<DelinquencyStep>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Note)) { return new Refusal("Contact_NoteMissing"); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is null
            || await db.LockCaseAsync(request.CustomerAccountId, ct) is not { } open)
        {
            return new Refusal("Delinquency_NoCase");
        }

        var happened = request.Result switch
        {
            ContactResult.Reached => CaseEvent.Reach,
            ContactResult.NotReached => CaseEvent.Miss,
            _ => CaseEvent.Post,
        };
        if (DelinquencyMoves.Next(open.State, happened) is null) { return new Refusal("Delinquency_NotNow"); }

        var document = await db.Set<PackVersion>().Where(p => p.Id == open.PackId).Select(p => p.Document)
            .SingleAsync(ct);
        var pack = RulePack.Read(document);
        var kind = request.Result == ContactResult.Posted ? StepKind.Posting : StepKind.Contact;
        if (pack.Ladder(open.Ladder)?.Step(kind) is not { } step) { return new Refusal("Delinquency_NotNow"); }

        var taken = new CaseSteps.Taken(request.By) { StepCode = step.Code, Note = request.Note.Trim() };
        if (request.Result == ContactResult.Posted)
        {
            var given = await give.RunAsync(new(open, step, pack, open.ShutOffOn!.Value, request.By), ct);
            if (given is Outcome<Guid>.Refused(var refusal)) { return refusal; }

            taken = taken with { NoticeId = ((Outcome<Guid>.Done)given).Value };
        }

        var logged = await db.TakeStepAsync(open, happened, taken, clock, ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(LogContact), request.CustomerAccountId, new
        {
            @case = open.Id,
            result = $"{request.Result}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return logged;
    }
}

/// <summary>What came of it.</summary>
public enum ContactResult
{
    Reached,
    NotReached,

    /// <summary>A notice was left at the door.</summary>
    Posted,
}
