using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency;

/// <summary>
/// Writes the notice of a ladder's step to the customer, and its copies, with the elements that the pack asks for,
/// inside the caller's transaction. A notice of shut-off is always on paper; e-mail is a copy. Once for a case, step
/// and day. Refuses as WriteNotice does: without a template, or with an element missing.
/// </summary>
public sealed class GiveNotice(PortalDbContext db, WriteNotice write, CityProfile city, BusinessClock clock)
{
    /// <param name="ShutOffOn">The day that is printed.</param>
    public sealed record Request(DelinquencyCase Case, PackStep Step, RulePack Pack, DateOnly ShutOffOn, Actor By);

    /// <returns>The id of the customer's own letter.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var who = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == request.Case.CustomerAccountId
            select new
            {
                customer.Language,
                IsElsewhere = customer.MailingLine1 != premise.Line1
                    || customer.MailingPostalCode != premise.PostalCode,
            }).SingleAsync(ct);
        var language = request.Pack.Languages.Contains(who.Language) ? who.Language : "en";
        var told = await WriteAsync(
            request, request.Step.Notice!, NoticeRecipient.Customer, language, request.Step.Elements, ct);
        if (told is Outcome<Notice>.Refused(var refusal)) { return refusal; }

        if (request.Step.Copies.Contains(NoticeCopy.Occupant) && who.IsElsewhere
            && await WriteAsync(request, "occupant", NoticeRecipient.Occupant, language, [], ct)
                is Outcome<Notice>.Refused(var why))
        {
            return why;
        }

        return ((Outcome<Notice>.Done)told).Value.Id;
    }

    private async Task<Outcome<Notice>> WriteAsync(
        Request request, string kind, NoticeRecipient to, string language, IReadOnlyList<string> elements,
        CancellationToken ct)
    {
        var (step, open) = (request.Step, request.Case);
        var isOnPaper = to != NoticeRecipient.Customer || step.Kind is StepKind.Disconnection or StepKind.Final
            || step.Channels.Contains(NoticeChannel.Paper) || step.Channels.Contains(NoticeChannel.Door);
        return await write.RunAsync(
            new(
                $"ladder:{open.Id:N}:{step.Code}:{clock.Today:yyyyMMdd}:{to}", kind, open.CustomerAccountId, to, null,
                null, language, await NoticeFacts.OfAsync(
                    db, city, new(open, request.Pack, request.ShutOffOn, language), ct), elements,
                step.Channels.Contains(NoticeChannel.Email), isOnPaper,
                $"{request.Pack.Code}.{open.Ladder}.{step.Code}", clock.Today, request.By),
            ct);
    }
}
