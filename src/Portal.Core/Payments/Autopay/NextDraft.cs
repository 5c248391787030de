using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// What autopay of an account will do next, and why not: the truth that pages say and that the worker obeys, for both
/// ask <see cref="DraftFacts.Decide"/>. Where nothing is planned, what it did not take and is still owed.
/// </summary>
/// <param name="Amount">What will be taken; where it will not, what it was announced with or is due.</param>
/// <param name="On">The day; null while no bill is open.</param>
/// <param name="Why">Why it will not be taken; null when it will, and while no bill is open.</param>
/// <param name="DraftId">The draft that was announced.</param>
public sealed record NextDraft(AutopayEnrollment Autopay, Usd Amount, DateOnly? On, DraftWhy? Why, Guid? DraftId)
{
    /// <summary>What was announced, where less will be taken.</summary>
    public Usd? Announced { get; init; }

    /// <summary>Of what was announced, what is over the limit and left for its payer to pay.</summary>
    public Usd OverCap { get; init; }

    /// <summary>What payments that come before it take.</summary>
    public Usd Earlier { get; init; }

    /// <summary>It was sent and is with the bank.</summary>
    public bool IsBeingTaken { get; init; }

    /// <summary>With what it was sent.</summary>
    public GatewayTender? SentWith { get; init; }

    /// <summary>It failed before and is tried again.</summary>
    public bool IsTriedAgain { get; init; }

    /// <summary>Its day has come: it was not taken.</summary>
    public bool IsOver { get; init; }

    public bool WillBeTaken => On is not null && Why is null;

    /// <summary>Of an account; null when it is not on autopay.</summary>
    public static async Task<NextDraft?> OfAsync(
        PortalDbContext db, Guid customerAccountId, BusinessClock clock, CancellationToken ct) =>
        (await ForAsync(db, [customerAccountId], clock, ct)).GetValueOrDefault(customerAccountId);

    /// <summary>Of those of several accounts that are on autopay, in as many questions as for one.</summary>
    public static Task<IReadOnlyDictionary<Guid, NextDraft>> ForAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accounts, BusinessClock clock, CancellationToken ct) =>
        new NextDrafts(db, clock).ForAsync(accounts, ct);
}
