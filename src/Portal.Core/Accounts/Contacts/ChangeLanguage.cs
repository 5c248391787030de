using Portal.Core.Common;
using Portal.Core.Words;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// The language of a customer's bills and letters. Refuses a language that the portal does not speak and who does not
/// keep the customer's details.
/// </summary>
public sealed class ChangeLanguage(ChangeDetail change)
{
    /// <param name="language">"en" or "es".</param>
    /// <returns>False when it was the language before.</returns>
    public async Task<Outcome<bool>> RunAsync(Guid userId, Guid customerId, string? language, CancellationToken ct) =>
        language is not null && Text.Languages.Contains(language)
            ? await change.RunAsync(
                userId, customerId,
                new(ContactPart.Language, c => c.Language, language, c => c.Language = language), ct)
            : new Refusal("Language_Unknown");
}
