using Portal.Core.Common;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// The name a customer goes by: letters greet them with it and envelopes carry it. The name the account is held in
/// stays; changing that is for the office (<see cref="Requests.RequestKind.LegalName"/>). Refuses a name that is too
/// long or says nothing, and who does not keep the customer's details.
/// </summary>
public sealed class ChangeKnownName(ChangeDetail change)
{
    /// <param name="typed">Nothing goes back to the name the account is held in.</param>
    /// <returns>False when it was the name before.</returns>
    public async Task<Outcome<bool>> RunAsync(Guid userId, Guid customerId, string? typed, CancellationToken ct)
    {
        var name = TypedLine.OrNull(typed);
        return name is not null && WhyNot(name) is { } refusal
            ? refusal
            : await change.RunAsync(
                userId, customerId, new(ContactPart.Name, c => c.KnownAs, name, c => c.KnownAs = name), ct);
    }

    /// <summary>Why a tidied name cannot be used; null when it can.</summary>
    internal static Refusal? WhyNot(string name) =>
        name.Length > TypedLine.LongestName ? new("Name_TooLong", TypedLine.LongestName)
        : TypedLine.SaysSomething(name) ? null
        : new("Name_Missing");
}
