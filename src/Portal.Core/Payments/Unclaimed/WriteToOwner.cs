using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Writes to the owner of unclaimed money that it is theirs and how to claim it, by mail, on paper or both, and keeps
/// the day: due diligence (domain.md §5). Once a day for the same money. Refuses what is not unclaimed, money of which
/// no account is known, one of their own, and what WriteNotice refuses.
/// </summary>
public sealed class WriteToOwner(PortalDbContext db, WriteNotice write, BusinessClock clock)
{
    /// <summary>The kind of letter, as its templates are named.</summary>
    public const string Letter = "unclaimed";

    /// <param name="OnPaper">On paper too, where it can be mailed; else on paper in any case.</param>
    public sealed record Request(UnclaimedKind Kind, Guid SubjectId, bool OnPaper, Actor By);

    public async Task<Outcome<UnclaimedLetter>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var taken = await db.TakeUnclaimedAsync(request.Kind, request.SubjectId, clock, ct);
        if (await LetterOfTodayAsync(request.SubjectId, ct) is { } already) { return already; }

        if (taken is not { } row) { return new Refusal("Unclaimed_NotThere"); }

        if (row.AccountId is not { } account) { return new Refusal("Unclaimed_NoAddress"); }

        if (await db.IsOwnAccountAsync(request.By, account, ct)) { return new Refusal("Refund_OwnAccount"); }

        var language = await LanguageAsync(account, ct);
        var outcome = await write.RunAsync(
            new(
                $"unclaimed:{row.Id:N}:{clock.Today:yyyyMMdd}", Letter, account, NoticeRecipient.Customer, null, null,
                language, Fields(row, language), [], ByMail: true, request.OnPaper, "unclaimed.owner", clock.Today,
                request.By),
            ct);
        if (outcome is Outcome<Notice>.Refused(var refusal)) { return refusal; }

        var letter = new UnclaimedLetter
        {
            NoticeId = ((Outcome<Notice>.Done)outcome).Value.Id,
            Kind = row.Kind,
            SubjectId = row.Id,
            CustomerAccountId = account,
            Amount = row.Amount,
            WrittenOn = clock.Today,
            WrittenBy = request.By.Name,
        };
        db.Add(letter);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(WriteToOwner), account, new
        {
            kind = $"{row.Kind}",
            subject = row.Id,
            cents = row.Amount.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return letter;
    }

    private Task<UnclaimedLetter?> LetterOfTodayAsync(Guid subject, CancellationToken ct) =>
        db.Set<UnclaimedLetter>().AsNoTracking()
            .SingleOrDefaultAsync(l => l.SubjectId == subject && l.WrittenOn == clock.Today, ct);

    private Task<string> LanguageAsync(Guid account, CancellationToken ct) => (
        from a in db.CustomerAccounts
        join customer in db.Customers on a.CustomerId equals customer.Id
        where a.Id == account
        select customer.Language == "es" ? "es" : "en").SingleAsync(ct);

    /// <summary>They have until it may become the city's, and at least the days of the rule.</summary>
    private Dictionary<string, string> Fields(UnclaimedRow row, string language)
    {
        var culture = CultureInfo.GetCultureInfo($"{language}-US");
        var least = clock.Today.AddDays(row.Rules.LetterDays);
        return new(StringComparer.Ordinal)
        {
            ["unclaimed_amount"] = $"{row.Amount}",
            ["unclaimed_since"] = LetterWords.Day(culture, row.Since),
            ["claim_by"] = LetterWords.Day(culture, row.DueOn > least ? row.DueOn : least),
        };
    }
}

/// <summary>Locks of unclaimed money.</summary>
internal static class UnclaimedLock
{
    /// <summary>
    /// One piece of it, as it is once it is in hand: its account first, since what is written of it names the account.
    /// </summary>
    /// <returns>Null where it is not unclaimed.</returns>
    public static async Task<UnclaimedRow?> TakeUnclaimedAsync(
        this PortalDbContext db, UnclaimedKind kind, Guid subject, BusinessClock clock, CancellationToken ct)
    {
        if ((await UnclaimedList.FindAsync(db, kind, subject, clock, ct))?.AccountId is { } account)
        {
            await db.LockAccountAsync(account, ct);
        }

        await db.TakeUnclaimedAsync(subject, ct);
        return await UnclaimedList.FindAsync(db, kind, subject, clock, ct);
    }

    /// <summary>One piece of unclaimed money, in hand of one at a time; it may have no row of its own.</summary>
    public static Task<int> TakeUnclaimedAsync(this PortalDbContext db, Guid subject, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"unclaimed:{subject}"}))", ct);
}
