using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Core.Words;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// The office changes a customer's detail because they asked: with how they asked, what proved who they are, and the
/// paper. The customer is told where they were reached so far; of a new address also on paper at the old one. The same
/// operation changes once. Refuses, all at once: no source, no proof, a value that cannot be used; a legal name without
/// its document; a document of another customer. An e-mail address is changed by whoever reads it (AskEmailChange).
/// </summary>
public sealed class ChangeByOffice(
    PortalDbContext db, TellCustomer tell, SignInSettings settings, BusinessClock clock)
{
    public const int LongestProof = 200;

    /// <param name="Typed">The new name, telephone or language; nothing takes a telephone or known name off.</param>
    /// <param name="Address">The new mailing address, where that is what changes.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, ContactPart Part, string? Typed, PostalAddress? Address,
        ChangeSource? Source, string? Proof, Guid? DocumentId, Actor By);

    /// <returns>False when it was like that before.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var customerId = await db.CustomerAccounts.Where(a => a.Id == request.CustomerAccountId)
            .Select(a => (Guid?)a.CustomerId).SingleOrDefaultAsync(ct);
        // Accounts before customers, as who moves out or is merged takes them (decision 5).
        await db.Database.ExecuteSqlAsync(
            $"select 1 from customer_account where customer_id = {customerId} order by id for no key update", ct);
        if (customerId is not { } id || await db.LockCustomerAsync(id, ct) is not { } customer)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.ContactChanges.AnyAsync(c => c.Id == request.OperationId, ct)) { return true; }

        var faults = await FaultsAsync(request, id, ct);
        var wish = WishOf(request, faults);
        if (Refusal.Of(faults) is { } refusal) { return refusal; }

        var change = new ContactChange
        {
            Id = request.OperationId,
            CustomerId = id,
            Part = request.Part,
            Before = wish!.Before(customer),
            After = wish.After,
            ChangedBy = request.By.Name,
            ChangedAt = clock.Now,
        };
        if (change.Before == change.After) { return false; }

        await WriteAsync(request, customer, change, wish, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private async Task WriteAsync(
        Request request, Customer customer, ContactChange change, ChangeDetail.Wish wish, CancellationToken ct)
    {
        // A new language is told in itself; a letter by post about a new address goes to the old one.
        if (request.Part != ContactPart.Language) { await TellAsync(change, ct); }

        wish.Put(customer);
        db.Add(change);
        db.Add(new ContactChangeProof
        {
            ChangeId = change.Id,
            Source = request.Source!.Value,
            Proof = TypedLine.Of(request.Proof),
            DocumentId = request.DocumentId,
        });
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ChangeByOffice), request.CustomerAccountId, new
            {
                change = change.Id,
                part = $"{change.Part}",
            }));
        await db.SaveChangesAsync(ct);
        if (request.Part == ContactPart.Language) { await TellAsync(change, ct); }
    }

    private async Task TellAsync(ContactChange change, CancellationToken ct)
    {
        var account = await db.AccountToTellAsync(change.CustomerId, ct);
        var key = $"details_changed:{change.Id}";
        var isMailed = await tell.RunAsync(account, NoticeTopic.Service, Letter, key, null, ct);
        if (isMailed && change.Part == ContactPart.MailingAddress)
        {
            await tell.OnPaperAsync(account, Letter, $"{key}:old", "To the address they had before.", ct);
        }

        ILetter Letter(NoticeAddress to) =>
            new DetailsChangedLetter(to.Name, change.Part, clock.DayOf(change.ChangedAt), settings.Details);
    }

    private async Task<List<Refusal>> FaultsAsync(Request request, Guid customerId, CancellationToken ct)
    {
        var faults = new List<Refusal>();
        if (request.Source is null) { faults.Add(new("Office_SourceMissing")); }
        if (TypedLine.Of(request.Proof).Length is 0 or > LongestProof)
        {
            faults.Add(new("Office_ProofMissing", LongestProof));
        }

        if (request.DocumentId is { } document
            && !await db.Set<KeptDocument>().AnyAsync(
                d => d.Id == document && db.CustomerAccounts.Any(
                    a => a.Id == d.CustomerAccountId && a.CustomerId == customerId), ct))
        {
            faults.Add(new("Record_NotFound"));
        }

        if (request is { Part: ContactPart.LegalName, DocumentId: null }) { faults.Add(new("Office_DocumentMissing")); }
        return faults;
    }

    /// <summary>What is to be written; null, with why among the faults, when it cannot be used.</summary>
    private static ChangeDetail.Wish? WishOf(Request request, List<Refusal> faults)
    {
        var name = TypedLine.OrNull(request.Typed);
        switch (request.Part)
        {
            case ContactPart.MailingAddress when request.Address is { } address:
                faults.AddRange(address.WhyNot().Select(f => f.Why));
                return new(
                    request.Part, c => PostalAddress.Of(c).ToString(), address.ToString(), address.Put);
            case ContactPart.Phone:
                var number = name is null ? null : NumberOf(request.Typed!, faults);
                return new(
                    request.Part, c => c.Phone is null ? null : PhoneNumber.Written(c.Phone, c.PhoneExtension),
                    number is null ? null : PhoneNumber.Written(number.E164, number.Extension),
                    c => (c.Phone, c.PhoneExtension) = (number?.E164, number?.Extension));
            case ContactPart.Name:
                if (name is not null && ChangeKnownName.WhyNot(name) is { } known) { faults.Add(known); }
                return new(request.Part, c => c.KnownAs, name, c => c.KnownAs = name);
            case ContactPart.LegalName:
                if ((name is null ? new("Name_Missing") : ChangeKnownName.WhyNot(name)) is { } legal)
                {
                    faults.Add(legal);
                }

                return new(request.Part, c => c.Name, name, c => c.Name = name!);
            case ContactPart.Language when name is not null && Text.Languages.Contains(name):
                return new(request.Part, c => c.Language, name, c => c.Language = name);
            default:
                faults.Add(new("Office_PartMissing"));
                return null;
        }
    }

    private static PhoneNumber? NumberOf(string typed, List<Refusal> faults)
    {
        switch (PhoneNumber.Typed(typed))
        {
            case Outcome<PhoneNumber>.Done(var number):
                return number;
            case Outcome<PhoneNumber>.Refused(var refusal):
                faults.Add(refusal);
                return null;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
