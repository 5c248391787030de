namespace Portal.Core.Accounts;

/// <summary>A resident's right to see and pay an account, from its link to its end.</summary>
public sealed class AccountLink
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
