using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Merging;
using Portal.Core.Payments.Refunds;
using Portal.Core.Requests;

namespace Portal.Core.Records;

/// <summary>
/// What a kept document is about beside its account: a customer, a request, a refund or a merge, and one of them
/// (ck_document_about_one). Append-only.
/// </summary>
public sealed class DocumentAbout
{
    public required Guid DocumentId { get; init; }

    public Guid? CustomerId { get; init; }

    public Guid? RequestId { get; init; }

    public Guid? RefundId { get; init; }

    public Guid? MergeId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DocumentAbout>
    {
        public void Configure(EntityTypeBuilder<DocumentAbout> builder)
        {
            builder.HasKey(a => a.DocumentId);
            builder.HasOne<KeptDocument>().WithOne().HasForeignKey<DocumentAbout>(a => a.DocumentId);
            builder.HasOne<Customer>().WithMany().HasForeignKey(a => a.CustomerId);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(a => a.RequestId);
            builder.HasOne<Refund>().WithMany().HasForeignKey(a => a.RefundId);
            builder.HasOne<CustomerMerge>().WithMany().HasForeignKey(a => a.MergeId);
        }
    }
}

/// <summary>What a document can be kept about.</summary>
public enum DocumentSubject
{
    Customer,
    Request,
    Refund,
    Merge,
}

/// <summary>A subject by its id, with the account it belongs to where it has one.</summary>
public sealed record SubjectOfDocument(DocumentSubject Subject, Guid Id)
{
    /// <summary>Null when there is no such thing; the account is empty where the subject has none.</summary>
    public static async Task<(Guid? Account, bool IsThere)> AccountAsync(
        Data.PortalDbContext db, SubjectOfDocument of, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(of);
        var found = of.Subject switch
        {
            DocumentSubject.Customer => db.Customers.Where(c => c.Id == of.Id).Select(c => (Guid?)null),
            DocumentSubject.Request => db.Set<CustomerRequest>().Where(r => r.Id == of.Id)
                .Select(r => r.CustomerAccountId),
            DocumentSubject.Refund => db.Set<Refund>().Where(r => r.Id == of.Id)
                .Select(r => (Guid?)r.CustomerAccountId),
            DocumentSubject.Merge => db.Set<CustomerMerge>().Where(m => m.Id == of.Id).Select(m => (Guid?)null),
            _ => throw new InvalidOperationException($"Unknown subject {of.Subject}."),
        };
        var rows = await found.ToListAsync(ct);
        return (rows.FirstOrDefault(), rows.Count > 0);
    }

    internal DocumentAbout Row(Guid document) => new()
    {
        DocumentId = document,
        CustomerId = Subject == DocumentSubject.Customer ? Id : null,
        RequestId = Subject == DocumentSubject.Request ? Id : null,
        RefundId = Subject == DocumentSubject.Refund ? Id : null,
        MergeId = Subject == DocumentSubject.Merge ? Id : null,
    };
}
