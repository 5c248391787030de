using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Notices;

/// <summary>
/// Writes a notice by the released template of its kind, freezes it, and sends it by mail, on paper or both, inside the
/// transaction of the act that causes it. Once for a cause: asked again, answers with the letter that was written then.
/// Refuses where no template is released, where the words lack an element that the rules ask for (named), and where a
/// field is unknown or its subject's field is empty. What cannot be mailed goes on paper.
/// </summary>
public sealed class WriteNotice(
    PortalDbContext db, QueueMail queueMail, IHtmlCleaner cleaner, CityProfile city, IOptions<CheckoutOptions> site,
    BusinessClock clock)
{
    /// <summary>What is sent to whom, and why.</summary>
    /// <param name="DedupeKey">Names the cause, with its id: "ladder:STEP".</param>
    /// <param name="Kind">A code of <see cref="NoticeKinds"/>, or one that the city added.</param>
    /// <param name="RecipientName">Of a third party or an agency; else from the account.</param>
    /// <param name="AddressLines">Lines under the name, of a third party or an agency; else from the account.</param>
    /// <param name="Fields">Values by <see cref="NoticeFields.All"/>, in the letter's language.</param>
    /// <param name="RequiredElements">Codes of <see cref="NoticeFields.Proofs"/> that the rules ask for.</param>
    /// <param name="Rule">The rule by which it is sent, as the rules name it.</param>
    /// <param name="Day">The city's day on the letter.</param>
    public sealed record Request(
        string DedupeKey, string Kind, Guid AccountId, NoticeRecipient Recipient, string? RecipientName,
        IReadOnlyList<string>? AddressLines, string Language, IReadOnlyDictionary<string, string> Fields,
        IReadOnlyList<string> RequiredElements, bool ByMail, bool OnPaper, string Rule, DateOnly Day, Actor By)
    {
        /// <summary>Where a third party or an agency reads mail.</summary>
        public string? RecipientEmail { get; init; }
    }

    /// <exception cref="InvalidOperationException">No transaction is open: a bug.</exception>
    public async Task<Outcome<Notice>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        db.RequireTransaction();
        await db.SaveChangesAsync(ct);
        if (await FindAsync(request.DedupeKey, ct) is { } already) { return already; }

        if (await db.ReleasedTemplateAsync(request.Kind, request.Language, ct) is not { } template)
        {
            return new Refusal("Notice_NoTemplate", request.Kind, request.Language);
        }

        if (await PartiesAsync(request.AccountId, ct) is not { } parties) { return new Refusal("Account_NotFound"); }

        if (WhoFor(request, parties) is not { } to) { return new Refusal("Notice_NoRecipient"); }

        var written = NoticeDraft.Write(
            template, Values(request, parties, to),
            [.. NoticeKinds.RequiredOf(request.Kind), .. request.RequiredElements],
            cleaner);
        if (written is Outcome<FrozenLetter>.Refused(var refusal)) { return refusal; }

        return await KeepAsync(request, template, to, ((Outcome<FrozenLetter>.Done)written).Value, ct);
    }

    private async Task<Outcome<Notice>> KeepAsync(
        Request request, NoticeTemplate template, To to, FrozenLetter letter, CancellationToken ct)
    {
        var isMailed = request.ByMail && to.Email is not null && MailRecipient.WhyNot(to.Email) is null;
        var (id, content) = (Guid.CreateVersion7(), letter.Bytes());
        string[] elements = [.. NoticeKinds.RequiredOf(request.Kind).Concat(request.RequiredElements).Distinct()];
        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            insert into notice (id, dedupe_key, kind, customer_account_id, recipient, name, address, language,
              template_id, subject, content, sha256, elements, rule, day, is_mailed, written_by, written_at)
            values ({id}, {request.DedupeKey}, {request.Kind}, {request.AccountId},
              {EnumWords<NoticeRecipient>.Of(request.Recipient)}, {to.Name}, {to.Address.ToArray()},
              {request.Language}, {template.Id}, {letter.Subject}, {content}, {FrozenLetter.HashOf(content)},
              {elements}, {request.Rule}, {request.Day}, {isMailed}, {request.By.Name}, {clock.Now})
            on conflict (dedupe_key) do nothing
            """,
            ct) == 1;
        var notice = (await FindAsync(request.DedupeKey, ct))!;
        if (!isNew) { return notice; }

        // Before the mail: what goes to an address that is stopped goes on paper at once, and once.
        if (request.OnPaper || !isMailed)
        {
            db.Add(new NoticePaper
            {
                NoticeId = id,
                Reason = request.OnPaper ? NoticePaperReason.Asked : NoticePaperReason.NoAddress,
                QueuedAt = clock.Now,
            });
            await db.SaveChangesAsync(ct);
        }

        if (isMailed) { await MailAsync(notice, to, ct); }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(WriteNotice), request.AccountId, new
        {
            notice = id,
            kind = request.Kind,
            rule = request.Rule,
            sha256 = Convert.ToHexStringLower(notice.Sha256),
        }));
        await db.SaveChangesAsync(ct);
        return notice;
    }

    /// <summary>Of what was kept, not of what was to be kept.</summary>
    private Task<bool> MailAsync(Notice notice, To to, CancellationToken ct) => queueMail.RunAsync(
        new(new(to.Name, to.Email!, notice.Language), new NoticeLetter(
            notice.Kind, FrozenLetter.From(notice.Content)), notice.MailKey)
        {
            CustomerAccountId = notice.CustomerAccountId,
        },
        ct);

    private Task<Notice?> FindAsync(string cause, CancellationToken ct) =>
        db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(n => n.DedupeKey == cause, ct);

    private async Task<Parties?> PartiesAsync(Guid accountId, CancellationToken ct)
    {
        var found = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == accountId
            select new Parties(account.Number, customer, premise, null)).AsNoTracking().SingleOrDefaultAsync(ct);
        return found is null
            ? null
            : found with { Email = (await BillRecipient.OfAsync(db, accountId, ct)).Email };
    }

    private static To? WhoFor(Request request, Parties parties) => request.Recipient switch
    {
        NoticeRecipient.Customer => new(
            parties.Customer.Addressee, PostalAddress.Of(parties.Customer).Lines(), parties.Email),
        NoticeRecipient.Occupant => new(
            request.RecipientName ?? StandardFields.Say(request.Language, "Occupant"),
            PostalAddress.Of(parties.Premise).Lines(), null),
        _ => request is { RecipientName: { } name, AddressLines: { Count: > 0 } lines }
            ? new(name, lines, request.RecipientEmail)
            : null,
    };

    /// <summary>What the sender says, over what is known from the account and the city.</summary>
    private Dictionary<string, string> Values(Request request, Parties parties, To to)
    {
        var culture = CultureInfo.GetCultureInfo($"{request.Language}-US");
        var isOccupant = request.Recipient == NoticeRecipient.Occupant;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Whoever lives there is told nothing of who pays.
            ["customer_name"] = isOccupant ? to.Name : parties.Customer.Addressee,
            ["mailing_address"] = string.Join(
                '\n', isOccupant ? to.Address : PostalAddress.Of(parties.Customer).Lines()),
            ["service_address"] = string.Join(", ", PostalAddress.Of(parties.Premise).Lines()),
            ["account_ending"] = isOccupant ? "" : CustomerAccount.Mask(parties.Number),
            ["notice_day"] = LetterWords.Day(culture, request.Day),
            ["pay_online"] = new Uri(site.Value.PublicUrl, "/pay").AbsoluteUri,
        };
        foreach (var (field, value) in StandardFields.OfCity(city, culture)) { values[field] = value; }

        foreach (var (field, value) in request.Fields) { values[field] = value; }

        return values;
    }

    private sealed record To(string Name, IReadOnlyList<string> Address, string? Email);

    private sealed record Parties(string Number, Customer Customer, Premise Premise, string? Email);
}
