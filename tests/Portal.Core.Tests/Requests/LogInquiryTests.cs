using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Uploads;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Calls, visits and letters that the office writes down.</summary>
public sealed class LogInquiryTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_call_answered_at_once_is_a_request_that_its_customer_sees_and_nobody_is_written_to()
    {
        var (account, clerk) = (await city.AccountAsync("Rosa Delgado"), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);

        var kept = City.Done(await city.LogAsync(clerk, account, r => r with { Told = "It was a leak." }));

        Assert.Equal(
            (RequestState.Answered, RequestChannel.Phone, clerk, "explained"),
            (kept.State, kept.Channel, kept.AssignedTo, kept.CloseCause));
        var seen = (await city.ReadAsync(
            db => RequestRecord.OfAsync(db, db.RequestsOf(rosa.Id), kept.Id, withNotes: false, default)))!;
        Assert.Equal("Rosa Delgado", seen.AskedBy);
        Assert.Equal(["Why is it so high?", "It was a leak."], seen.Entries.Select(e => e.Message!.Body));
        Assert.Equal(
            [("name", true), ("address", true), ("pin", false)],
            seen.Caller!.Checks.Select(c => (c.Question.Code, c.IsPassed)));
        Assert.Equal(0, await MailsAsync(kept));
    }

    [Fact]
    public async Task What_is_internal_is_neither_shown_nor_told()
    {
        var (account, clerk) = (await city.AccountAsync(), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);

        var kept = City.Done(await city.LogAsync(
            clerk, account, r => r with { IsInternal = true, Outcome = InquiryOutcome.KeptForLater }));
        var fromWater = City.Done(await city.LogAsync(clerk, account, r => r with
        {
            Capacity = CallerCapacity.Department,
            Topic = "department_customer",
            Name = "Water",
        }));
        City.Done(await city.AnswerAsync(kept, clerk));

        Assert.True(fromWater.IsInternal);
        Assert.Equal(0, await city.ReadAsync(db => db.RequestsOf(rosa.Id).CountAsync()));
        Assert.Equal(0, await MailsAsync(kept));
    }

    [Fact]
    public async Task What_is_kept_for_later_is_theirs_and_the_customer_is_told_the_day()
    {
        var (account, clerk) = (await city.AccountAsync(email: "later@example.com"), await city.ClerkAsync());

        var kept = City.Done(await city.LogAsync(
            clerk, account, r => r with { Outcome = InquiryOutcome.KeptForLater }));

        Assert.Equal((RequestState.Acknowledged, clerk), (kept.State, kept.AssignedTo));
        Assert.Null(kept.CloseCause);
        Assert.Equal(1, await MailsAsync(kept));
    }

    [Fact]
    public async Task What_is_passed_on_waits_at_the_department_for_somebody()
    {
        var clerk = await city.ClerkAsync();

        var kept = City.Done(await city.LogAsync(clerk, null, r => r with
        {
            Name = "Pat Byer",
            Topic = "leak",
            Outcome = InquiryOutcome.PassedOn,
            Department = "water",
        }));

        Assert.Equal((RequestState.New, null, "water"), (kept.State, kept.AssignedTo, kept.Department));
    }

    [Fact]
    public async Task A_vendor_with_an_address_is_mailed_the_answer_itself()
    {
        var clerk = await city.ClerkAsync();
        var kept = City.Done(await city.LogAsync(clerk, null, r => r with
        {
            Capacity = CallerCapacity.Vendor,
            Topic = "vendor_invoice",
            Name = "Ferguson",
            Email = "ap@example.com",
            Channel = RequestChannel.Email,
            Outcome = InquiryOutcome.KeptForLater,
        }));

        City.Done(await city.AnswerAsync(kept, clerk, words: "It is paid on Friday."));

        var text = await city.ReadAsync(db => db.OutboxMails.Where(
            m => m.ToAddress == "ap@example.com" && m.Kind == "request_answered").Select(m => m.Text).SingleAsync());
        Assert.Contains("It is paid on Friday.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/my/requests", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_keeps_its_scan_and_the_same_form_logs_once()
    {
        var (account, clerk, form) = (await city.AccountAsync(), await city.ClerkAsync(), Guid.CreateVersion7());
        LogInquiry.Request Letter(LogInquiry.Request r) => r with
        {
            OperationId = form,
            Channel = RequestChannel.Letter,
            Files = [new Upload("letter.jpg", Pictures.Jpeg(8, 8))],
        };

        var kept = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => city.LogAsync(clerk, account, Letter)));

        Assert.All(kept, k => Assert.Equal(form, City.Done(k).Id));
        Assert.Equal(1, await city.ReadAsync(db => db.Set<RequestFile>().CountAsync(f => f.EventId == form)));
        Assert.Equal(1, await city.ReadAsync(
            db => db.Set<CustomerRequest>().CountAsync(r => r.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task All_that_is_missing_is_said_at_once()
    {
        var clerk = await city.ClerkAsync();

        var refused = await city.LogAsync(clerk, null, r => r with
        {
            Channel = RequestChannel.Site,
            Topic = "dispute",
            Asked = " ",
            Outcome = null,
            Email = "x",
            Passed = ["shoe_size"],
        });

        Assert.Equal(
            "Inquiry_ChannelMissing Inquiry_QuestionUnknown Inquiry_NameMissing Mail_AddressNotUsable "
                + "Request_TopicMissing Request_WordsMissing Inquiry_OutcomeMissing",
            refused.Key());
    }

    [Theory]
    [InlineData("Request_CauseMissing", "bill", CallerCapacity.Customer, InquiryOutcome.AnsweredNow)]
    [InlineData("Request_DepartmentMissing", "bill", CallerCapacity.Customer, InquiryOutcome.PassedOn)]
    [InlineData("Inquiry_TopicNotTheirs", "bill", CallerCapacity.Vendor, InquiryOutcome.KeptForLater)]
    [InlineData("Inquiry_TopicNotTheirs", "vendor_other", CallerCapacity.Customer, InquiryOutcome.KeptForLater)]
    [InlineData("Inquiry_VendorAccount", "vendor_other", CallerCapacity.Vendor, InquiryOutcome.KeptForLater)]
    public async Task What_does_not_fit_is_refused(
        string why, string topic, CallerCapacity capacity, InquiryOutcome outcome)
    {
        var (account, clerk) = (await city.AccountAsync(), await city.ClerkAsync());

        var refused = await city.LogAsync(clerk, account, r => r with
        {
            Topic = topic,
            Capacity = capacity,
            Outcome = outcome,
            Cause = null,
            Department = "billing",
        });

        Assert.Equal(why, refused.Key());
    }

    [Fact]
    public async Task To_close_needs_a_cause_and_to_open_again_drops_it()
    {
        var (account, clerk) = (await city.AccountAsync(), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);
        var asked = await city.AskedAsync(rosa, account);

        var refused = await city.AskAsync<AnswerRequest, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), asked.Id, RequestAct.Close, "Done.", clerk) { Cause = "x" }, default));
        City.Done(await city.AnswerAsync(asked, clerk, RequestAct.Close));
        var closed = await city.NowAsync(asked);
        City.Done(await city.WriteAsync(asked, rosa.Id, "And now?"));

        Assert.Equal("Request_CauseMissing", refused.Key());
        Assert.Equal("explained", closed.CloseCause);
        Assert.Null((await city.NowAsync(asked)).CloseCause);
    }

    private Task<int> MailsAsync(CustomerRequest about) => city.ReadAsync(
        db => db.OutboxMails.CountAsync(m => m.Subject.Contains(about.Label)));
}
