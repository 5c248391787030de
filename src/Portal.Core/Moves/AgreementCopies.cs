using Portal.Core.Accounts;

namespace Portal.Core.Moves;

/// <summary>A service point goes to another account: what belongs to the place goes along.</summary>
internal static class AgreementCopies
{
    /// <summary>The same service on another account from a day on, without exemptions and discounts.</summary>
    internal static ServiceAgreement GoingTo(
        this ServiceAgreement before, Guid accountId, DateOnly day) => new()
        {
            Id = Guid.CreateVersion7(),
            CustomerAccountId = accountId,
            ServicePointId = before.ServicePointId,
            CustomerClass = before.CustomerClass,
            StartsOn = day,
            Dwellings = before.Dwellings,
            Choice = before.Choice,
            Frequency = before.Frequency,
        };
}
