using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Transfers;

/// <summary>
/// Says what a payment pays on its own account (domain.md §3.1: a customer may direct a payment). What changes is taken
/// off by reversing rows and put anew by others; the balance stays. The whole of what it pays now is shared out again,
/// and as much of its credit as is wanted. The same operation does it once. Refuses: an unknown payment or item, one
/// that was taken back, an account of one's own (ck_payment_reallocation_own_account), an item that others pay by now,
/// less or more in all than there is, nothing changed, no note, a closed period.
/// </summary>
public sealed class ReallocatePayment(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <param name="Wanted">Of each item how much, and the most that the page said it can be.</param>
    public sealed record Request(Guid OperationId, Guid PaymentId, IReadOnlyList<Share> Wanted, string Note, Actor By);

    /// <param name="MostSeen">What was open of the item, with what this payment pays of it.</param>
    public sealed record Share(Guid OpenItemId, Usd Amount, Usd MostSeen);

    public async Task<Outcome<PaymentReallocation>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var accountId = await db.Payments.Where(p => p.Id == request.PaymentId)
            .Select(p => (Guid?)p.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (accountId is null || await db.LockAccountAsync(accountId.Value, ct) is not { } account)
        {
            return new Refusal("Payment_NotFound");
        }

        if (await db.Set<PaymentReallocation>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        var payment = await db.Payments.SingleAsync(p => p.Id == request.PaymentId, ct);
        var parts = await PayablePart.OfAsync(db, payment, ct);
        var wanted = request.Wanted.GroupBy(w => w.OpenItemId).ToDictionary(g => g.Key, g => g.Last());
        if (await WhyNotAsync(request, account, payment, parts, wanted, ct) is { } refusal) { return refusal; }

        await ShareAsync(account, payment, [.. parts.Where(p => p.Now != Of(wanted, p))], wanted, request, ct);
        var made = new PaymentReallocation
        {
            Id = request.OperationId,
            PaymentId = payment.Id,
            Note = request.Note.Trim(),
            MadeAt = clock.Now,
            MadeBy = request.By.Name,
        };
        db.Add(made);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReallocatePayment), account.Id, new
        {
            payment = payment.Id,
            reallocation = made.Id,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return made;
    }

    private static Usd Of(Dictionary<Guid, Share> wanted, PayablePart part) =>
        wanted.TryGetValue(part.Item.Id, out var share) ? share.Amount : Usd.Zero;

    private async Task<Refusal?> WhyNotAsync(
        Request request, CustomerAccount account, Payment payment, IReadOnlyList<PayablePart> parts,
        Dictionary<Guid, Share> wanted, CancellationToken ct)
    {
        if (await db.PaymentReversals.AnyAsync(r => r.PaymentId == payment.Id, ct))
        {
            return new("Transfer_TakenBack");
        }

        if (await db.IsOwnAccountAsync(request.By, account.Id, ct)) { return new("Transfer_OwnAccount"); }

        if (string.IsNullOrWhiteSpace(request.Note) || request.Note.Trim().Length > 500)
        {
            return new("Transfer_NoteMissing", 500);
        }

        var most = parts.ToDictionary(p => p.Item.Id, p => p.Most);
        if (wanted.Values.Any(w => !most.TryGetValue(w.OpenItemId, out var now) || now != w.MostSeen))
        {
            return new("Reallocate_Changed");
        }

        if (wanted.Values.Any(w => w.Amount.IsNegative || w.Amount > most[w.OpenItemId]))
        {
            return new("Reallocate_MoreThanItem");
        }

        var (total, paid) = (wanted.Values.Select(w => w.Amount).Sum(), parts.Select(p => p.Now).Sum());
        return total < paid || total > paid + payment.Unapplied ? new("Reallocate_Sum", paid, paid + payment.Unapplied)
            : parts.All(p => p.Now == Of(wanted, p)) ? new("Reallocate_Same")
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }

    private async Task ShareAsync(
        CustomerAccount account, Payment payment, IReadOnlyList<PayablePart> changed, Dictionary<Guid, Share> wanted,
        Request request, CancellationToken ct)
    {
        var freed = changed.Select(p => p.Now).Sum();
        if (freed.IsPositive)
        {
            var off = JournalEntry.Of(
                new(Guid.CreateVersion7(), EntryKinds.CreditFreed, $"{payment.Id}:{request.OperationId}", clock.Today,
                    clock.Now, request.By.Name, $"{payment.Reference} shared out anew on {account.Number}"),
                [
                    .. from part in changed
                       group part.Now by part.Item.Fund into fund
                       orderby fund.Key
                       select JournalLine.Debit(fund.Key, GlAccounts.AccountsReceivable, fund.Sum(), account.Id),
                    JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, freed, account.Id),
                ]);
            db.RequireTransaction();
            await postEntry.RunAsync(off, ct);
            foreach (var part in changed)
            {
                part.Item.Open += part.Now;
                db.AddRange(part.Standing.Select(a => a.TakenBack(off.Id, clock.Now)));
            }

            payment.Unapplied += freed;
        }

        var shares = changed.Select(p => (p.Item, Amount: Of(wanted, p))).Where(s => s.Amount.IsPositive).ToList();
        if (shares.Count > 0)
        {
            var on = ApplyCredit.Entry(
                account, payment, shares, request.OperationId, "what was asked", request.By, (clock.Today, clock.Now));
            await postEntry.RunAsync(on, ct);
            payment.Unapplied -= shares.Select(s => s.Amount).Sum();
            db.AddRange(CreditReceived.Allocate(payment, shares, on.Id, clock.Now));
        }

        await db.SaveChangesAsync(ct);
    }
}
