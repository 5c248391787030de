using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Payments;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Writes to an account's customer, in their language, in the caller's transaction: by e-mail, or, where there is no
/// address to mail to, by asking the office to post the letter. The same letter is written once.
/// </summary>
public sealed class TellCustomer(PortalDbContext db, QueueMail queueMail, RaiseOfficeTask raise)
{
    /// <param name="topic">What it is about; decides the channel.</param>
    /// <param name="letter">Makes the letter for whom it goes to.</param>
    /// <param name="dedupeKey">Names the event, with its id: "arrangement_agreed:ID".</param>
    /// <param name="alsoUser">A resident who did it, told at their sign-in address when that is another.</param>
    /// <returns>True when it was mailed to the customer.</returns>
    public async Task<bool> RunAsync(
        Guid customerAccountId, NoticeTopic topic, Func<NoticeAddress, ILetter> letter, string dedupeKey,
        Guid? alsoUser, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(letter);
        await db.SaveChangesAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [customerAccountId], ct))[customerAccountId];
        var number = await db.CustomerAccounts.Where(a => a.Id == customerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        var address = new NoticeAddress(to.Name, to.Language, to.Place, CustomerAccount.Mask(number));
        if (to.CanBeMailed)
        {
            await MailAsync(new(to.Name, to.Email!, to.Language), letter(address), dedupeKey);
        }
        else
        {
            var text = letter(address).Write(System.Globalization.CultureInfo.GetCultureInfo($"{to.Language}-US"));
            await raise.RunAsync(
                new("letter_by_post", $"post:{dedupeKey}", $"{text.Subject}\n\n{text.Text}")
                {
                    CustomerAccountId = customerAccountId,
                },
                ct);
        }

        if (alsoUser is { } id)
        {
            var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == id, ct);
            if (user.Email is { } own && !string.Equals(own, to.Email, StringComparison.OrdinalIgnoreCase))
            {
                await MailAsync(
                    new(user.DisplayName, own, user.Language),
                    letter(address with { Name = user.DisplayName, Language = user.Language }),
                    $"{dedupeKey}:{id}");
            }
        }

        return to.CanBeMailed;

        Task MailAsync(MailRecipient recipient, ILetter written, string key) => queueMail.RunAsync(
            new(recipient, written, key) { CustomerAccountId = customerAccountId, UserId = alsoUser }, ct);
    }
}

/// <summary>Whom a letter about an account greets, and which account it names.</summary>
/// <param name="MaskedNumber">"••4471".</param>
public sealed record NoticeAddress(string Name, string Language, string ServiceAddress, string MaskedNumber);

/// <summary>What a notice is about, as people choose how to hear of it.</summary>
public enum NoticeTopic
{
    /// <summary>A bill is ready.</summary>
    Bills,

    /// <summary>Money taken, on its way, to be taken, or not taken.</summary>
    Payments,

    /// <summary>Something falls due.</summary>
    Reminders,

    /// <summary>Leaks and unusual use.</summary>
    UseAlerts,

    /// <summary>Answers to what they asked.</summary>
    Requests,

    /// <summary>Their service and agreement: starting, stopping, arrangements.</summary>
    Service,
}
