namespace Portal.Core.Staff;

/// <summary>Who does an act: written into the journal and the audit trail.</summary>
/// <param name="Name">"resident:ID", "staff:ID", "stranger:ID", "mail:ID", "guest" or "system".</param>
public sealed record Actor(string Name)
{
    /// <summary>The worker, acting on what the processor or the calendar says.</summary>
    public static readonly Actor System = new("system");

    /// <summary>Someone who pays without signing in.</summary>
    public static readonly Actor Guest = new("guest");

    public bool IsResident => Name.StartsWith("resident:", StringComparison.Ordinal);

    /// <summary>Whose sign-in it is; null for everybody else.</summary>
    public Guid? ResidentId => IsResident ? Guid.Parse(Name["resident:".Length..]) : null;

    public static Actor Resident(Guid userId) => new($"resident:{userId}");

    /// <summary>Who asks without signing in, at an address they proved.</summary>
    public static Actor Stranger(Guid strangerId) => new($"stranger:{strangerId}");

    /// <summary>Whoever wrote a mail that came in; its id is the mail's.</summary>
    public static Actor Mail(Guid mailId) => new($"mail:{mailId}");

    public static Actor Staff(Guid userId) => new($"staff:{userId}");
}
