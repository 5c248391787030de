using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People.Consents;

/// <summary>Keeps what somebody agreed to, in the transaction of the act that rests on it.</summary>
public sealed class KeepConsent(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Version">Names the wording.</param>
    /// <param name="Words">The whole text as it was shown.</param>
    /// <param name="Address">Network address; null at the counter.</param>
    public sealed record Request(
        ConsentKind Kind, Guid CustomerAccountId, Guid? UserId, string Version, string Language, string Words,
        string? Address);

    /// <returns>The consent's id.</returns>
    public async Task<Guid> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var consent = new Consent
        {
            Id = Guid.CreateVersion7(),
            Kind = request.Kind,
            CustomerAccountId = request.CustomerAccountId,
            UserId = request.UserId,
            Version = request.Version,
            Language = request.Language,
            Words = request.Words,
            Address = request.Address,
            GivenAt = clock.Now,
        };
        db.Add(consent);
        await db.SaveChangesAsync(ct);
        return consent.Id;
    }
}
