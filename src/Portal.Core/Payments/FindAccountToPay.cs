using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Payments;

/// <summary>
/// Finds the account that someone who is not signed in wants to pay. They show that they have the bill in hand with
/// the PIN on it, or know the postal code served. A wrong number and a wrong proof are the same answer, and tries are
/// counted by account number and by network address.
/// </summary>
public sealed partial class FindAccountToPay(PortalDbContext db, TakeToken takeToken)
{
    /// <param name="AccountNumber">As typed: spaces and hyphens do not matter.</param>
    /// <param name="Proof">PIN or postal code, as typed.</param>
    /// <param name="Address">Network address of who asks.</param>
    public sealed record Request(string? AccountNumber, string? Proof, string Address);

    /// <returns>The account's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var number = Digits(request.AccountNumber);
        if (await takeToken.RunAsync(
            [new(RateLimit.PinFromAddress, request.Address), new(RateLimit.PinOfAccount, number)], ct) is { } wait)
        {
            return wait;
        }

        var found = await (
            from account in db.CustomerAccounts
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Number == number
            select new { account.Id, account.Pin, premise.PostalCode }).AsNoTracking().SingleOrDefaultAsync(ct);
        var proof = Digits(request.Proof);
        var proves = Same(proof, found?.Pin ?? "") | Same(proof, PostalCode(found?.PostalCode ?? ""))
            | Same(proof, Digits(found?.PostalCode));
        return found is not null && proves ? found.Id : new Refusal("Pay_NotFound");
    }

    /// <summary>The digits of what was typed; an account number is printed in groups.</summary>
    public static string Digits(string? typed) => NotADigit().Replace(typed ?? "", "");

    /// <summary>A name that its owner knows again and a stranger does not learn: R••• D•••••.</summary>
    public static string MaskName(string name) => string.Join(' ',
        name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
        {
            var letters = new System.Globalization.StringInfo(word);
            return letters.SubstringByTextElements(0, 1)
                + new string('•', Math.Clamp(letters.LengthInTextElements - 1, 1, 5));
        }));

    private static string PostalCode(string code) => Digits(code) is { Length: > 5 } nine ? nine[..5] : Digits(code);

    private static bool Same(string typed, string known) => known.Length > 0 && CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(typed), Encoding.ASCII.GetBytes(known));

    [GeneratedRegex("[^0-9]")]
    private static partial Regex NotADigit();
}
