using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;

namespace Portal.Core.Records;

/// <summary>
/// Keeps a file as a document of an account, of none, or about a customer, a request, a refund or a merge: drawn anew
/// or looked through as every file of a stranger is, and stored in the database, where no web server reaches it. The
/// same operation keeps one. Refuses what it would be about when there is no such thing; and, all at once: no class, no
/// title, no day or one to come, no file; and what <see cref="CleanUpload"/> refuses.
/// </summary>
public sealed class KeepDocument(PortalDbContext db, BusinessClock clock)
{
    public const int LongestTitle = 200;

    public sealed record Request(
        Guid OperationId, Guid? CustomerAccountId, string? Class, string? Title, DateOnly? DatedOn, Upload? File,
        Actor By)
    {
        /// <summary>What it is about, where that is more than an account.</summary>
        public SubjectOfDocument? About { get; init; }
    }

    public async Task<Outcome<KeptDocument>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (request.About is { } about)
        {
            var (of, isThere) = await SubjectOfDocument.AccountAsync(db, about, ct);
            if (!isThere) { return new Refusal("Record_SubjectMissing"); }

            request = request with { CustomerAccountId = of };
        }

        if (request.CustomerAccountId is { } account && await db.LockAccountAsync(account, ct) is null)
        {
            return new Refusal("Account_NotFound");
        }

        var documents = db.Set<KeptDocument>();
        if (await documents.SingleOrDefaultAsync(d => d.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        return await CleanUpload.OfAsync(request.File!, ct) switch
        {
            Outcome<CleanUpload>.Refused(var file) => file,
            Outcome<CleanUpload>.Done(var file) => await KeepAsync(request, file, tx, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<KeptDocument> KeepAsync(
        Request request, CleanUpload file, ActTransaction tx, CancellationToken ct)
    {
        var document = new KeptDocument
        {
            Id = request.OperationId,
            Class = request.Class!,
            CustomerAccountId = request.CustomerAccountId,
            Title = TypedLine.Of(request.Title),
            DatedOn = request.DatedOn!.Value,
            Name = file.Name,
            MediaType = file.MediaType,
            Size = file.Bytes.Length,
            Sha256 = SHA256.HashData(file.Bytes),
            KeptBy = request.By.Name,
            KeptAt = clock.Now,
        };
        db.Add(document);
        if (request.About is { } subject) { db.Add(subject.Row(document.Id)); }

        db.Add(new DocumentContent { DocumentId = document.Id, Content = file.Bytes });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(KeepDocument), request.CustomerAccountId, new
        {
            document = document.Id,
            sha256 = Convert.ToHexStringLower(document.Sha256),
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return document;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        var faults = new List<Refusal>();
        if (!await db.Set<RetentionClass>().AnyAsync(c => c.Code == request.Class, ct))
        {
            faults.Add(new("Record_ClassMissing"));
        }

        if (TypedLine.Of(request.Title).Length is 0 or > LongestTitle)
        {
            faults.Add(new("Record_TitleMissing", LongestTitle));
        }

        if (request.DatedOn is not { } day || day > clock.Today || day.Year < 1900)
        {
            faults.Add(new("Record_DayMissing"));
        }

        if (request.File is null) { faults.Add(new("Record_FileMissing")); }
        return Refusal.Of(faults);
    }
}
