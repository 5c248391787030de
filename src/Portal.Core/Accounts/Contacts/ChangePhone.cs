using Portal.Core.Common;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Keeps another telephone number of a customer, or none. Refuses what <see cref="PhoneNumber"/> refuses and who does
/// not keep the customer's details.
/// </summary>
public sealed class ChangePhone(ChangeDetail change)
{
    /// <param name="typed">Nothing takes the number off.</param>
    /// <returns>False when it was the number before.</returns>
    public async Task<Outcome<bool>> RunAsync(Guid userId, Guid customerId, string? typed, CancellationToken ct)
    {
        PhoneNumber? number = null;
        if (!string.IsNullOrWhiteSpace(typed))
        {
            switch (PhoneNumber.Typed(typed))
            {
                case Outcome<PhoneNumber>.Done(var read): number = read; break;
                case Outcome<PhoneNumber>.Refused(var refusal): return refusal;
            }
        }

        return await change.RunAsync(
            userId, customerId,
            new(
                ContactPart.Phone,
                c => c.Phone is null ? null : PhoneNumber.Written(c.Phone, c.PhoneExtension),
                number is null ? null : PhoneNumber.Written(number.E164, number.Extension),
                c => (c.Phone, c.PhoneExtension) = (number?.E164, number?.Extension)),
            ct);
    }
}
