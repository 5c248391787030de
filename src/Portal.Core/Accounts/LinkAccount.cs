using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts;

/// <summary>
/// Lets a resident see and pay an account, for which they show that they have its bill: account number and PIN. The
/// account's customer is told, by letter where there is no address to mail to. Refuses with one sentence what does not
/// match, whether or not there is such an account; refuses a closed account and who was shut out of it; makes a guesser
/// wait by sign-in, account and network address. Linking what is already linked is done already.
/// </summary>
public sealed class LinkAccount(PortalDbContext db, TakeToken takeToken, TellCustomer tell, BusinessClock clock)
{
    /// <param name="UserId">The resident.</param>
    /// <param name="AccountNumber">As typed.</param>
    /// <param name="Pin">As typed.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(Guid UserId, string AccountNumber, string Pin, string Address);

    /// <returns>The account's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        var number = Digits(request.AccountNumber);
        if (await takeToken.RunAsync(
            [
                new(RateLimit.LinkByUser, request.UserId.ToString()),
                new(RateLimit.PinOfAccount, number),
                new(RateLimit.PinFromAddress, request.Address),
            ],
            ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var id = await db.CustomerAccounts.Where(a => a.Number == number).Select(a => a.Id).SingleOrDefaultAsync(ct);
        var account = await db.LockAccountAsync(id, ct);
        if (!IsPin(account, request.Pin)) { return new Refusal("Link_NoMatch"); }

        if (account!.ClosedOn is not null) { return new Refusal("Link_Closed"); }

        var linked = await db.AccountLinks.AnyAsync(
            l => l.UserId == request.UserId && l.CustomerAccountId == id && l.EndedAt == null, ct);
        if (!linked && await WasShutOutAsync(request.UserId, id, ct)) { return new Refusal("Link_ShutOut"); }

        if (!linked) { await LinkAsync(request.UserId, account, ct); }

        await tx.CommitAsync(ct);
        return id;
    }

    /// <summary>Somebody with full access ended theirs: a bill in hand does not undo that.</summary>
    private async Task<bool> WasShutOutAsync(Guid userId, Guid accountId, CancellationToken ct)
    {
        var last = await db.AccountLinks.AsNoTracking()
            .Where(l => l.UserId == userId && l.CustomerAccountId == accountId)
            .OrderByDescending(l => l.LinkedAt).ThenByDescending(l => l.Id).FirstOrDefaultAsync(ct);
        return last?.EndedBy is { } by && by != userId;
    }

    /// <summary>Spaces and dashes do not matter.</summary>
    internal static string Digits(string? typed) => string.Concat((typed ?? "").Where(char.IsAsciiDigit).Take(20));

    /// <summary>Takes the same time whether the account exists and however much of the PIN is right.</summary>
    internal static bool IsPin(CustomerAccount? account, string? typed) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.ASCII.GetBytes(account?.Pin ?? "none")),
            SHA256.HashData(Encoding.ASCII.GetBytes(Digits(typed))));

    private async Task LinkAsync(Guid userId, CustomerAccount account, CancellationToken ct)
    {
        var link = new AccountLink
        {
            Id = Guid.CreateVersion7(),
            UserId = userId,
            CustomerAccountId = account.Id,
            Level = AccountLevel.Full,
            LinkedAt = clock.Now,
        };
        // Before they are linked: who links must not be the one who is told.
        await tell.RunAsync(
            account.Id,
            NoticeTopic.Service,
            to => new AccountLinkedLetter(to.Name, to.MaskedNumber, clock.DayOf(link.LinkedAt)),
            $"account_linked:{link.Id}",
            null,
            ct);
        db.Add(link);
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = link.LinkedAt,
            Actor = Actor.Resident(userId).Name,
            Act = nameof(LinkAccount),
            CustomerAccountId = account.Id,
            Detail = JsonSerializer.Serialize(new { link = link.Id }),
        });
        await db.SaveChangesAsync(ct);
    }
}
