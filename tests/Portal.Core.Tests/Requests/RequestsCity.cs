using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>People who ask and people who answer.</summary>
internal static class RequestsCity
{
    /// <summary>Someone of the office.</summary>
    internal static async Task<Guid> ClerkAsync(this City city, string name = "Terry")
    {
        var user = await city.ResidentAsync(name);
        await city.ReadAsync(db =>
        {
            db.Add(new StaffMember
            {
                UserId = user.Id, Role = StaffRole.Technician, StartedAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }

    internal static Task<Outcome<CustomerRequest>> AskAsync(
        this City city, PortalUser user, CustomerAccount? account, string? words = "Why is it so high?",
        Guid? operation = null, params Upload[] files) => city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
            act => act.RunAsync(
                new(operation ?? Guid.CreateVersion7(), user.Id, "bill", account?.Id, words, files), default));

    internal static async Task<CustomerRequest> AskedAsync(this City city, PortalUser user, CustomerAccount? account) =>
        City.Done(await city.AskAsync(user, account));

    internal static Task<Outcome<CustomerRequest>> WriteAsync(
        this City city, CustomerRequest request, Guid user, string? words, Guid? operation = null) =>
        city.AskAsync<WriteMessage, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), request.Id, user, words, []), default));

    internal static Task<Outcome<CustomerRequest>> AnswerAsync(
        this City city, CustomerRequest request, Guid clerk, RequestAct act = RequestAct.Answer,
        string? words = "It was a leak.") => city.AskAsync<AnswerRequest, Outcome<CustomerRequest>>(
            answer => answer.RunAsync(new(Guid.CreateVersion7(), request.Id, act, words, clerk)
            {
                Cause = act == RequestAct.Close ? "explained" : null,
            }, default));

    /// <summary>A call about an account, answered at once.</summary>
    internal static Task<Outcome<CustomerRequest>> LogAsync(
        this City city, Guid clerk, CustomerAccount? account,
        Func<LogInquiry.Request, LogInquiry.Request>? with = null)
    {
        var request = new LogInquiry.Request(
            Guid.CreateVersion7(), clerk, RequestChannel.Phone, account?.Id, null, "bill", "Why is it so high?",
            InquiryOutcome.AnsweredNow)
        {
            Cause = "explained", Passed = ["name", "address"], Failed = ["pin"],
        };
        return city.AskAsync<LogInquiry, Outcome<CustomerRequest>>(
            act => act.RunAsync(with?.Invoke(request) ?? request, default));
    }

    internal static Task<CustomerRequest> NowAsync(this City city, CustomerRequest request) =>
        city.ReadAsync(db => db.Set<CustomerRequest>().AsNoTracking().SingleAsync(r => r.Id == request.Id));

    internal static string Key<T>(this Outcome<T> outcome) =>
        outcome is Outcome<T>.Refused(var refusal) ? string.Join(' ', refusal.All.Select(r => r.Key)) : "done";
}
