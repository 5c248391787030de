using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Strangers;
using Portal.Core.Staff;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// What people want of the office, so that a newcomer sees every part of the desk: requests of Rosa's and of a stranger
/// in each state, a call, somebody she asked into her account, and a landlord of three premises.
/// </summary>
public sealed class CityQuestions(
    PortalDbContext db, AskQuestion ask, TakeRequest take, AnswerRequest answer, WriteMessage write,
    LogInquiry log, KeepAnswerTemplate keep, AgreeWithLandlord agree, BusinessClock clock)
{
    private const int Premises = 3;

    /// <summary>Asks and answers, as people would.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var people = CreateDemoSignIns.People;
        var rosa = await UserAsync(people[0].Email, ct);
        var terry = await UserAsync(people[1].Email, ct);
        var account = await db.AccountLinks.Where(l => l.UserId == rosa).OrderBy(l => l.LinkedAt)
            .Select(l => (Guid?)l.CustomerAccountId).FirstOrDefaultAsync(ct);
        await AnsweredAsync(rosa, terry, account, ct);
        await AskAsync(
            rosa, "meter", account, null, "My meter was changed last week. Is the number on my bill right?", ct);
        await AskAsync(
            rosa, "leak", null, "Corner of Alder St and 3rd Ave", "Water comes up through the sidewalk.", ct);
        await ByStrangerAsync(ct);
        await ByPhoneAsync(terry, ct);
        if (account is { } invitedTo) { await InviteAsync(rosa, invitedTo, ct); }

        await LandlordAsync(terry, ct);
    }

    private async Task AnsweredAsync(Guid rosa, Guid terry, Guid? account, CancellationToken ct)
    {
        if (await AskAsync(rosa, "bill", account, null, "Why is there a charge for stormwater?", ct) is { } first)
        {
            await take.RunAsync(new(Guid.CreateVersion7(), first, terry), ct);
            await WriteAsync(
                first, RequestAct.Answer,
                "It pays for the drains that carry rain away from streets and yards:\n\n"
                    + "- it goes by the hard surface of the lot\n- it is the same every month",
                terry, ct);
        }

        if (await AskAsync(rosa, "payment", account, null, "Did my check come?", ct) is { } waits)
        {
            await WriteAsync(waits, RequestAct.AskBack, "On which day did you mail it?", terry, ct);
        }

        if (await AskAsync(rosa, "service", account, null, "Can I get a second cart?", ct) is { } again)
        {
            await WriteAsync(again, RequestAct.Answer, "Yes, from the first of a month.", terry, ct);
            await write.RunAsync(new(Guid.CreateVersion7(), again, rosa, "And what does it cost?", []), ct);
        }

        if (await AskAsync(rosa, "pickup", null, "Alder St, north side", "No recycling truck came.", ct) is { } over)
        {
            await WriteAsync(over, RequestAct.Close, "The truck came back this morning.", terry, ct, "service");
        }
    }

    private async Task ByStrangerAsync(CancellationToken ct)
    {
        var link = new AskingLink
        {
            SecretHash = Secret.HashOf(Secret.New()), Email = "passer.by@example.com", Language = "en",
            Purpose = AskingPurpose.Problem, MadeAt = clock.Now,
        };
        db.Add(link);
        await db.SaveChangesAsync(ct);
        await AskAsync(
            new Asker.Unknown(Stranger.By(link, "Pat Byer", null, clock.Now)), "meter_box", null, "12 River Rd",
            "The lid of the meter by the sidewalk is gone.", ct);
    }

    /// <summary>A call that was passed on, and an answer that is given often.</summary>
    private async Task ByPhoneAsync(Guid terry, CancellationToken ct)
    {
        await log.RunAsync(
            new(Guid.CreateVersion7(), terry, RequestChannel.Phone, null, "Marla Quinn", "no_water",
                "The pressure is low on all of Cedar Ct since the morning.", InquiryOutcome.PassedOn)
            {
                Department = "water", Phone = "530 555 0142",
            },
            ct);
        await keep.RunAsync(
            new(Guid.CreateVersion7(), null, 0, "Where the meter is",
                "Hello {name}, the meter is in the box by the curb.",
                "Hola {name}, el medidor está en la caja junto a la acera.", IsRetired: false, Actor.Staff(terry)),
            ct);
    }

    private async Task InviteAsync(Guid rosa, Guid account, CancellationToken ct)
    {
        db.Add(new AccountInvitation
        {
            Id = Guid.CreateVersion7(), CustomerAccountId = account, Email = "luis.delgado@example.com",
            NormalizedEmail = EmailAddress.Normalized("luis.delgado@example.com"), Level = AccountLevel.Pay,
            InvitedBy = rosa, InvitedAt = clock.Now, ExpiresAt = clock.Now + AccountInvitation.Life,
        });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Between tenants these are served on the account of whoever has a credit.</summary>
    private async Task LandlordAsync(Guid terry, CancellationToken ct)
    {
        var owner = await db.CustomerAccounts.AsNoTracking().Where(a => a.ClosedOn == null).OrderBy(a => a.Number)
            .Skip(DemoCast.WithCredit).FirstAsync(ct);
        var places = await db.CustomerAccounts
            .Where(a => a.ClosedOn == null && a.Id != owner.Id).OrderByDescending(a => a.Number).Take(Premises)
            .Select(a => a.PremiseId).ToListAsync(ct);
        foreach (var place in places.Distinct())
        {
            await agree.RunAsync(
                new(Guid.CreateVersion7(), place, owner.Id, clock.Today, Actor.Staff(terry)), ct);
        }
    }

    private Task<Guid> UserAsync(string email, CancellationToken ct) =>
        db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(ct);

    private async Task WriteAsync(
        Guid request, RequestAct act, string words, Guid terry, CancellationToken ct, string? cause = null) =>
        await answer.RunAsync(new(Guid.CreateVersion7(), request, act, words, terry) { Cause = cause }, ct);

    private async Task<Guid?> AskAsync(
        Asker who, string topic, Guid? account, string? place, string words, CancellationToken ct) =>
        await ask.RunAsync(new(Guid.CreateVersion7(), who, topic, account, words, []) { Place = place }, ct)
            is Outcome<CustomerRequest>.Done(var request) ? request.Id : null;
}
