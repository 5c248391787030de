using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.People;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Writes to an account's customer, in their language, in the caller's transaction, by the channel they chose for the
/// topic: by e-mail, or by asking the office to post the letter, which is also the way where there is no address to
/// mail to. Reminders are copied to who was named for that and agreed. The same letter is written once.
/// </summary>
public sealed class TellCustomer(PortalDbContext db, QueueMail queueMail, RaiseOfficeTask raise)
{
    /// <param name="topic">What it is about; decides the channel.</param>
    /// <param name="letter">Makes the letter for whom it goes to.</param>
    /// <param name="dedupeKey">Names the event, with its id: "arrangement_agreed:ID".</param>
    /// <param name="alsoUser">A resident who did it, told at their sign-in address when that is another.</param>
    /// <param name="noCopy">It is a reminder, but not of what is owed: nobody gets a copy.</param>
    /// <param name="isCourtesy">
    /// Nothing rests on it: it reminds of what was told before. Not sent to who asked to be left alone.
    /// </param>
    /// <returns>True when it was mailed to the customer.</returns>
    public async Task<bool> RunAsync(
        Guid customerAccountId, NoticeTopic topic, Func<NoticeAddress, ILetter> letter, string dedupeKey,
        Guid? alsoUser, CancellationToken ct, bool noCopy = false, bool isCourtesy = false)
    {
        ArgumentNullException.ThrowIfNull(letter);
        await db.SaveChangesAsync(ct);
        if ((isCourtesy || NoticeChoice.MayBeOff(topic))
            && await db.IsFlaggedAsync(customerAccountId, FlagKind.DoNotContact, ct))
        {
            return false;
        }

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [customerAccountId], ct))[customerAccountId];
        var number = await db.CustomerAccounts.Where(a => a.Id == customerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        var address = new NoticeAddress(to.Name, to.Language, to.Place, CustomerAccount.Mask(number));
        var user = alsoUser is { } id ? await ReaderAsync(customerAccountId, id, ct) : null;
        var isTheirs = user is not null && string.Equals(user.Email, to.Email, StringComparison.OrdinalIgnoreCase);
        var channel = topic == NoticeTopic.Bills
            ? NoticeChannel.Email
            : await db.NoticeChannelAsync(customerAccountId, topic, ct);
        var isMailed = to.CanBeMailed && channel is NoticeChannel.Email or NoticeChannel.Both;
        if (isMailed)
        {
            // A customer without an address is mailed to at the sign-in address of whoever reads for them.
            var read = address with { Language = to.MailLanguage };
            await MailAsync(
                new(to.Name, to.Email!, read.Language), letter(read), dedupeKey, isTheirs ? alsoUser : null);
        }

        if (channel is NoticeChannel.Paper or NoticeChannel.Both || (!to.CanBeMailed && channel != NoticeChannel.Off))
        {
            await PostAsync(customerAccountId, letter(address), to.Language, dedupeKey, ct);
        }

        if (user?.Email is { } own && !isTheirs)
        {
            await MailAsync(
                new(user.DisplayName, own, user.Language),
                letter(address with { Name = user.DisplayName, Language = user.Language }),
                $"{dedupeKey}:{user.Id}",
                user.Id);
        }

        if (topic == NoticeTopic.Reminders && !noCopy)
        {
            await CopyAsync(customerAccountId, letter(address), to.Name, dedupeKey, ct);
        }

        return isMailed;

        Task MailAsync(MailRecipient recipient, ILetter written, string key, Guid? userId) => queueMail.RunAsync(
            new(recipient, written, key) { CustomerAccountId = customerAccountId, UserId = userId }, ct);
    }

    /// <summary>On paper whatever was chosen, to the address on file: for what no mailbox may hold.</summary>
    /// <param name="toDo">What whoever posts it does first.</param>
    public async Task OnPaperAsync(
        Guid customerAccountId, Func<NoticeAddress, ILetter> letter, string dedupeKey, string toDo,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(letter);
        await db.SaveChangesAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [customerAccountId], ct))[customerAccountId];
        var number = await db.CustomerAccounts.Where(a => a.Id == customerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        await PostAsync(
            customerAccountId, letter(new(to.Name, to.Language, to.Place, CustomerAccount.Mask(number))), to.Language,
            dedupeKey, ct, toDo);
    }

    /// <summary>Whose access has ended is told of the account no more.</summary>
    private async Task<PortalUser?> ReaderAsync(Guid customerAccountId, Guid userId, CancellationToken ct) =>
        await db.VisibleTo(userId).AnyAsync(a => a.Id == customerAccountId, ct)
            ? await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct)
            : null;

    /// <summary>With the address on file now: a letter about a new address goes to the old one.</summary>
    private async Task<bool> PostAsync(
        Guid customerAccountId, ILetter letter, string language, string dedupeKey, CancellationToken ct,
        string? toDo = null)
    {
        var customer = await (
            from account in db.CustomerAccounts
            join holder in db.Customers on account.CustomerId equals holder.Id
            where account.Id == customerAccountId
            select holder).AsNoTracking().SingleAsync(ct);
        var to = string.Join('\n', [customer.Addressee, .. PostalAddress.Of(customer).Lines()]);
        return await PostAsync(LettersTo.ByPost, customerAccountId, letter, language, dedupeKey, to, ct, toDo);
    }

    /// <summary>Puts a letter before the office to be printed and mailed.</summary>
    private Task<bool> PostAsync(
        string kind, Guid customerAccountId, ILetter letter, string language, string dedupeKey, string to,
        CancellationToken ct, string? toDo = null)
    {
        var text = letter.Write(CultureInfo.GetCultureInfo($"{language}-US"));
        var first = toDo is null ? "" : $"{toDo}\n\n";
        return raise.RunAsync(
            new(kind, $"post:{dedupeKey}", $"{first}{text.Subject}\n\n{text.Text}\n\n{to}")
            {
                CustomerAccountId = customerAccountId,
            },
            ct);
    }

    private async Task CopyAsync(
        Guid customerAccountId, ILetter letter, string customer, string dedupeKey, CancellationToken ct)
    {
        foreach (var other in await db.ThirdPartyContacts.AsNoTracking().Where(t => t.AgreedAt != null
            && t.CustomerAccountId == customerAccountId && t.EndedAt == null).ToListAsync(ct))
        {
            var (copy, key) = (new ThirdPartyCopyLetter(customer, letter), $"{dedupeKey}:copy:{other.Id}");
            if (other.PostalAddress is { } lines)
            {
                await PostAsync(
                    LettersTo.CopyByPost, customerAccountId, copy, other.Language, key, $"{other.Name}\n{lines}", ct);
                continue;
            }

            await queueMail.RunAsync(
                new(new(other.Name, other.Email, other.Language), copy, key)
                {
                    CustomerAccountId = customerAccountId,
                },
                ct);
        }
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

    /// <summary>
    /// That somebody's autopay pays the account. Letters about money go to who paid, and so this is not chosen.
    /// </summary>
    Payments,

    /// <summary>Something falls due or was not paid.</summary>
    Reminders,

    /// <summary>Leaks and unusual use.</summary>
    UseAlerts,

    /// <summary>Answers to what they asked.</summary>
    Requests,

    /// <summary>Their service and agreement: starting, stopping, arrangements.</summary>
    Service,
}
