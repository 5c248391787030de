using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Moves;

/// <summary>
/// Between tenants a premise is served on its owner's account: service goes back to it the day a tenant's ends. A
/// premise has one such agreement at a time (ux_landlord_agreement_one_at_a_time).
/// </summary>
public sealed class LandlordAgreement
{
    public required Guid Id { get; init; }

    public required Guid PremiseId { get; init; }

    /// <summary>The owner's account.</summary>
    public required Guid CustomerAccountId { get; init; }

    public required DateOnly StartsOn { get; init; }

    /// <summary>The first day it no longer holds; null while it lasts.</summary>
    public DateOnly? EndsOn { get; set; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBy { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<LandlordAgreement>
    {
        public void Configure(EntityTypeBuilder<LandlordAgreement> builder)
        {
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
        }
    }
}

/// <summary>Whose premise it is on a day.</summary>
internal static class LandlordQueries
{
    internal static IQueryable<LandlordAgreement> HoldsOn(
        this IQueryable<LandlordAgreement> agreements, Guid premiseId, DateOnly day) =>
        agreements.Where(l =>
            l.PremiseId == premiseId && l.StartsOn <= day && (l.EndsOn == null || l.EndsOn > day));
}
