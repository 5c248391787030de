using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// Disputes lines of a bill. What of them is unpaid is held: it is not charged for being late and does not lead to a
/// shut-off until the office has decided (PUC 10010; domain.md §2.2). The rest of the bill stays due. The same
/// operation disputes once. Refuses: a bill that is not theirs to manage, a canceled bill, no lines, lines without a
/// charge, disputed already or ruled on twice, no words, files that cannot be kept, too many in a row.
/// </summary>
public sealed class OpenDispute(
    PortalDbContext db, OpenRequest open, PlaceHold placeHold, TakeToken takeToken, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid UserId, Guid BillId, IReadOnlyList<int> Lines, string? Words,
        IReadOnlyList<Upload> Files);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var managed = db.ManagedBy(request.UserId);
        var bill = await db.Bills.AsNoTracking().SingleOrDefaultAsync(
            b => b.Id == request.BillId && managed.Any(a => a.Id == b.CustomerAccountId), ct);
        if (bill is null) { return new Refusal("Request_BillMissing"); }

        if (request.Lines.Count == 0) { return new Refusal("Dispute_LinesMissing"); }

        if (RichText.WhyNot(request.Words) is { } words) { return words; }

        if (await takeToken.RunAsync([new(AskQuestion.ByUser, $"{request.UserId}")], ct) is { } tooMany)
        {
            return tooMany;
        }

        return await CleanUpload.OfAllAsync(request.Files, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await KeepAsync(request, bill, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<Outcome<CustomerRequest>> KeepAsync(
        Request request, Bill bill, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(bill.CustomerAccountId, ct);
        if (await open.AlreadyAsync(request.OperationId, request.UserId, ct) is { } already) { return already; }

        if (!await db.ManagedBy(request.UserId).AnyAsync(a => a.Id == bill.CustomerAccountId, ct))
        {
            return new Refusal("Request_BillMissing");
        }

        db.Forget(read => read is OpenItem);
        var items = await db.OpenItems.AsNoTracking()
            .Where(i => i.BillId == bill.Id && i.Amount > Usd.Zero && request.Lines.Contains(i.BillLineNo!.Value))
            .OrderBy(i => i.BillLineNo).ToListAsync(ct);
        if (await WhyNotAsync(request, bill, items, ct) is { } refusal) { return refusal; }

        var kept = await open.RunAsync(
            new(request.OperationId, "dispute", bill.CustomerAccountId, request.UserId, new(request.Words, files))
            {
                BillId = bill.Id,
                BillLineNo = items.Count == 1 ? items[0].BillLineNo : null,
            },
            ct);
        foreach (var item in items) { await HoldAsync(kept, item, ct); }

        var ids = items.Select(i => i.Id).ToList();
        await db.OpenItems.Where(i => ids.Contains(i.Id))
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.IsDisputed, true), ct);

        var held = items.Select(i => i.Open).Sum();
        await open.TellAsync(
            kept, [held.IsPositive ? new RequestLetter.Line("Request_DisputeHeld", held) : new("Request_DisputePaid")],
            ct);
        await tx.CommitAsync(ct);
        return kept;
    }

    private async Task HoldAsync(CustomerRequest kept, OpenItem item, CancellationToken ct)
    {
        if (await placeHold.RunAsync(
            new(Guid.CreateVersion7(), item.CustomerAccountId, item.Id, HoldKind.Dispute,
                $"Disputed by the customer, {kept.Label}", clock.Today, null, Actor.Resident(kept.UserId!.Value)), ct)
            is not Outcome<AccountHold>.Done(var hold))
        {
            throw new InvalidOperationException($"An item of {kept.Label} could not be held.");
        }

        db.Add(new DisputedItem
        {
            RequestId = kept.Id, OpenItemId = item.Id, Amount = item.Amount, Open = item.Open,
            HoldId = hold.Id,
        });
        await db.SaveChangesAsync(ct);
    }

    private async Task<Refusal?> WhyNotAsync(
        Request request, Bill bill, List<OpenItem> items, CancellationToken ct)
    {
        var ids = items.Select(i => i.Id).ToList();
        return await db.BillCancellations.AnyAsync(c => c.BillId == bill.Id, ct) ? new("Dispute_BillCanceled")
            : items.Count != request.Lines.Distinct().Count() ? new("Request_LineMissing")
            : await db.Set<DisputedItem>().AnyAsync(d => ids.Contains(d.OpenItemId) && d.EndedAt == null, ct)
                ? new Refusal("Dispute_Already")
            // Two people have decided it: the city's governing body is the next step (AppealDispute).
            : await db.Set<DisputedItem>().AnyAsync(d => ids.Contains(d.OpenItemId)
                && db.Set<DisputeDecision>().Any(r => r.RequestId == d.RequestId && r.Round == 2), ct)
                ? new Refusal("Dispute_LineFinal")
            : null;
    }
}
