using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.Requests;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// A few questions of Rosa's, so that a newcomer sees the desk: one answered, one that waits, and a leak.
/// </summary>
public sealed class CityQuestions(
    PortalDbContext db, AskQuestion ask, TakeRequest take, AnswerRequest answer)
{
    /// <summary>Asks and answers, as people would.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var people = CreateDemoSignIns.People;
        var rosa = await UserAsync(people[0].Email, ct);
        var terry = await UserAsync(people[1].Email, ct);
        var account = await db.AccountLinks.Where(l => l.UserId == rosa).OrderBy(l => l.LinkedAt)
            .Select(l => (Guid?)l.CustomerAccountId).FirstOrDefaultAsync(ct);
        if (await AskAsync(rosa, "bill", account, null, "Why is there a charge for stormwater?", ct) is { } first)
        {
            await take.RunAsync(new(Guid.CreateVersion7(), first, terry), ct);
            await answer.RunAsync(
                new(Guid.CreateVersion7(), first, RequestAct.Answer,
                    "It pays for the drains that carry rain away from streets and yards:\n\n"
                        + "- it goes by the hard surface of the lot\n- it is the same every month",
                    terry), ct);
        }

        await AskAsync(
            rosa, "meter", account, null, "My meter was changed last week. Is the number on my bill right?", ct);
        await AskAsync(
            rosa, "leak", null, "Corner of Alder St and 3rd Ave", "Water comes up through the sidewalk.", ct);
    }

    private Task<Guid> UserAsync(string email, CancellationToken ct) =>
        db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(ct);

    private async Task<Guid?> AskAsync(
        Guid user, string topic, Guid? account, string? place, string words, CancellationToken ct) =>
        await ask.RunAsync(new(Guid.CreateVersion7(), user, topic, account, words, []) { Place = place }, ct)
            is Outcome<CustomerRequest>.Done(var request) ? request.Id : null;
}
