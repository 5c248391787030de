using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Testing;

namespace Portal.Web.Tests.Office.Requests;

/// <summary>How soon the office answers, as a page and a file; and who may review what colleagues answered.</summary>
public sealed class QualityTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task The_report_is_shown_and_downloaded()
    {
        var terry = await site.TechnicianAsync();
        await LoggedAsync();

        var page = await terry.GoAsync("/office/requests/report?months=1");
        var file = await terry.GoAsync(page.Document.QuerySelector("main a[download]")!.GetAttribute("href")!);

        Assert.Contains("A bill or a charge", page.Text, StringComparison.Ordinal);
        Assert.Contains("A bill or a charge,Phone,", file.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await terry.GoAsync("/office/requests/report?months=x")).Status);
    }

    [Fact]
    public async Task A_supervisor_reviews_what_a_technician_answered_when_the_month_is_over()
    {
        var terry = await site.TechnicianAsync();
        var label = (await LoggedAsync()).Label;
        var month = site.City.Today.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var at = $"/office/requests/quality?month={month}";
        Assert.NotEqual(HttpStatusCode.OK, (await terry.GoAsync(at)).Status);
        var running = await (await site.SupervisorAsync()).GoAsync(at);
        Assert.Contains("once the month is over", running.Text, StringComparison.Ordinal);
        site.City.Clock.Advance(TimeSpan.FromDays(40));
        var sam = await site.SupervisorAsync();

        var page = await sam.GoAsync(at);
        var nothing = await sam.SubmitAsync(page, $"Review {label}");
        Assert.Contains("Choose a number from 1 to 5.", nothing.Text, StringComparison.Ordinal);
        var done = await sam.SubmitAsync(page, $"Review {label}", ("Input.Score", "4"));

        Assert.Contains("The review is kept.", done.Text, StringComparison.Ordinal);
        Assert.Contains("4 – good", done.Text, StringComparison.Ordinal);
        Assert.Equal(4, await site.City.ReadAsync(db => db.Set<QualityReview>().Select(r => r.Score).SingleAsync()));
    }

    private async Task<CustomerRequest> LoggedAsync()
    {
        var clerk = await site.City.ReadAsync(db => db.Users
            .Where(u => u.Email == "terry.technician@example.gov").Select(u => u.Id).SingleAsync());
        return City.Done(await site.City.AskAsync<LogInquiry, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), clerk, RequestChannel.Phone, null, "Pat", "bill", "Why?",
                InquiryOutcome.AnsweredNow)
            {
                Cause = "explained",
            },
            default)));
    }
}
