using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Requests are given, passed on, tied to bills and joined; and nothing of that is the asker's.</summary>
public sealed class QueueTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task It_is_given_to_a_colleague_and_to_nobody_again()
    {
        var (terry, pat) = (await city.ClerkAsync(), await city.ClerkAsync("Pat"));
        var (asked, _) = await AskedAsync();

        var given = City.Done(await AssignAsync(asked, pat, terry));
        Assert.Equal((RequestState.Acknowledged, pat), (given.State, given.AssignedTo));
        var again = City.Done(await AssignAsync(asked, pat, terry));
        City.Done(await AssignAsync(asked, null, terry));

        Assert.Equal(given.ChangedAt, again.ChangedAt);
        Assert.Null((await city.NowAsync(asked)).AssignedTo);
        Assert.Equal("Open Assign Unassign", await ActsAsync(asked));
        Assert.Equal(pat, await city.ReadAsync(db => db.Set<RequestChange>()
            .Where(c => db.Set<RequestEvent>().Any(e => e.Id == c.EventId && e.RequestId == asked.Id))
            .Select(c => c.AssignedTo).SingleAsync()));
    }

    [Fact]
    public async Task It_is_not_given_to_who_does_not_work_here_nor_when_it_is_over()
    {
        var (terry, gone) = (await city.ClerkAsync(), await city.ClerkAsync("Gone"));
        var (asked, rosa) = await AskedAsync();
        await city.ReadAsync(db => db.StaffMembers.Where(s => s.UserId == gone)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SuspendedAt, city.Clock.GetUtcNow())));

        Assert.Equal("Desk_PersonMissing", (await AssignAsync(asked, gone, terry)).Key());
        Assert.Equal("Desk_PersonMissing", (await AssignAsync(asked, rosa, terry)).Key());
        City.Done(await city.AnswerAsync(asked, terry));
        Assert.Equal("Request_NotWithOffice", (await AssignAsync(asked, null, terry)).Key());
    }

    [Fact]
    public async Task It_is_passed_on_with_a_note_that_the_asker_never_sees()
    {
        var terry = await city.ClerkAsync();
        var (asked, rosa) = await AskedAsync();
        City.Done(await AssignAsync(asked, terry, terry));

        var moved = City.Done(await TransferAsync(asked, terry, "meter", "water", "She hears it run."));

        Assert.Equal(("meter", "water", null), (moved.Topic, moved.Department, moved.AssignedTo));
        Assert.Equal(asked.ExpectedOn, moved.ExpectedOn);
        var seen = (await city.ReadAsync(
            db => RequestRecord.OfAsync(db, db.RequestsOf(rosa), asked.Id, withNotes: false, default)))!;
        Assert.Equal([RequestAct.Open], seen.Entries.Select(e => e.Event.Act));
        var office = (await city.ReadAsync(db => RequestRecord.OfAsync(
            db, db.Set<CustomerRequest>(), asked.Id, withNotes: true, default)))!;
        Assert.Contains(office.Entries, e => e.Message is { IsNote: true, Body: "She hears it run." });
    }

    [Theory]
    [InlineData("Desk_TopicOther", "leak", "water", "Why")]
    [InlineData("Desk_TopicOther", "vendor_other", "water", "Why")]
    [InlineData("Request_DepartmentMissing", "meter", "x", "Why")]
    [InlineData("Desk_SameAsNow", "bill", "billing", "Why")]
    [InlineData("Desk_NoteMissing", "bill", "water", " ")]
    public async Task It_is_not_passed_on(string why, string topic, string department, string note)
    {
        var (asked, _) = await AskedAsync();

        Assert.Equal(why, (await TransferAsync(asked, await city.ClerkAsync(), topic, department, note)).Key());
    }

    [Fact]
    public async Task It_is_tied_to_a_bill_of_its_account_and_to_no_other()
    {
        var terry = await city.ClerkAsync();
        var (account, other) = (await city.AccountOwingAsync(60.00m), await city.AccountOwingAsync(60.00m));
        var rosa = await city.ResidentAsync("Rosa", account);
        var asked = await city.AskedAsync(rosa, account);
        var (bill, foreign) = (await BillAsync(account), await BillAsync(other));

        Assert.Equal("Desk_BillMissing", (await LinkAsync(asked, terry, foreign, null)).Key());
        Assert.Equal("Request_LineMissing", (await LinkAsync(asked, terry, bill, 99)).Key());
        var tied = City.Done(await LinkAsync(asked, terry, bill, 1));

        Assert.Equal((bill, 1), (tied.BillId, tied.BillLineNo));
    }

    [Fact]
    public async Task Two_are_joined_and_the_one_that_closed_stays_closed_and_whole()
    {
        var (account, terry) = (await city.AccountAsync(), await city.ClerkAsync());
        var rosa = await city.ResidentAsync("Rosa", account);
        var (one, other) = (await city.AskedAsync(rosa, account), await city.AskedAsync(rosa, account));

        var both = await Task.WhenAll(MergeAsync(one, other, terry), MergeAsync(other, one, terry));

        Assert.Single(both, o => o is Outcome<CustomerRequest>.Done);
        Assert.Single(both, o => o.Key() == "Desk_Over");
        var (first, second) = (await city.NowAsync(one), await city.NowAsync(other));
        var (closed, open) = first.MergedInto is null ? (second, first) : (first, second);
        Assert.Equal((RequestState.Closed, open.Id), (closed.State, closed.MergedInto));
        Assert.Equal(RequestState.New, open.State);
        Assert.Equal("Request_Merged", (await city.WriteAsync(closed, rosa.Id, "And?")).Key());
        var seen = (await city.ReadAsync(
            db => RequestRecord.OfAsync(db, db.RequestsOf(rosa.Id), closed.Id, withNotes: false, default)))!;
        Assert.Equal(open.Id, seen.GoesOnIn!.Id);
        Assert.Equal("Why is it so high?", seen.Entries[0].Message!.Body);
    }

    [Fact]
    public async Task Requests_of_two_accounts_are_not_joined()
    {
        var (one, _) = await AskedAsync();
        var (other, _) = await AskedAsync();

        Assert.Equal("Desk_NotTogether", (await MergeAsync(one, other, await city.ClerkAsync())).Key());
    }

    [Fact]
    public async Task What_is_attached_to_a_note_is_not_the_askers()
    {
        var terry = await city.ClerkAsync();
        var (asked, rosa) = await AskedAsync();
        foreach (var act in new[] { RequestAct.Note, RequestAct.Answer })
        {
            City.Done(await city.AskAsync<AnswerRequest, Outcome<CustomerRequest>>(a => a.RunAsync(
                new(Guid.CreateVersion7(), asked.Id, act, "See.", terry)
                {
                    Files = [new Upload($"{act}.jpg", Pictures.Jpeg(8, 8))],
                },
                default)));
        }

        Assert.Equal(["Answer.jpg"], await city.ReadAsync(db => db.FilesOf(rosa).Select(f => f.Name).ToListAsync()));
    }

    [Fact]
    public async Task A_template_keeps_what_it_said_and_is_changed_by_one_at_a_time()
    {
        var by = Actor.Staff(await city.ClerkAsync());
        var made = City.Done(await TemplateAsync(null, 0, "Leak", "Dear {name}, account {account}", by));

        var changed = City.Done(await TemplateAsync(made.Id, 1, "Leak", "Hello {name}", by));
        var stale = await TemplateAsync(made.Id, 1, "Leak", "Hi", by);

        Assert.Equal(2, changed.Version);
        Assert.Equal("Template_Changed", stale.Key());
        Assert.Equal("Template_NameTaken", (await TemplateAsync(null, 0, "Leak", "Hi", by)).Key());
        Assert.Equal("Template_FieldUnknown", (await TemplateAsync(null, 0, "Other", "Hi {balance}", by)).Key());
        Assert.Equal("Template_NameMissing", (await TemplateAsync(null, 0, " ", "Hi", by)).Key());
        Assert.Equal("Template_EnglishMissing", (await TemplateAsync(null, 0, "Other", " ", by)).Key());
        Assert.Equal(["Dear {name}, account {account}", "Hello {name}"], await city.ReadAsync(
            db => db.Set<AnswerTemplateText>().Where(t => t.TemplateId == made.Id).OrderBy(t => t.Version)
                .Select(t => t.BodyEn).ToListAsync()));
        Assert.Equal(
            "Rosa 1 Q-1 May 2 {x}",
            TemplateFields.Fill("{name} {account} {request} {day} {x}", "Rosa", "1", "Q-1", "May 2"));
    }

    [Fact]
    public async Task The_list_is_filtered_and_sorted()
    {
        await using var own = await City.CreateAsync();
        var (account, clerk) = (await own.AccountAsync(), await own.ClerkAsync());
        var first = City.Done(await own.LogAsync(clerk, account, r => r with { Topic = "meter" }));
        var second = City.Done(await own.LogAsync(clerk, account, r => r with { Channel = RequestChannel.Letter }));
        Task<IReadOnlyList<Guid>> Ids(RequestFilter filter) => own.ReadAsync<IReadOnlyList<Guid>>(async db =>
            [.. (await RequestList.ForOfficeAsync(db, filter, clerk, own.Today, default)).Rows.Select(r => r.Id)]);
        var done = new RequestFilter(RequestPart.Done, null, null, 1);

        Assert.Equal([first.Id, second.Id], await Ids(done with { Sort = RequestSort.Oldest }));
        Assert.Equal([second.Id, first.Id], await Ids(done with { Sort = RequestSort.Newest }));
        Assert.Equal([first.Id], await Ids(done with { Topic = "meter" }));
        Assert.Equal([second.Id], await Ids(done with { Channel = RequestChannel.Letter }));
        Assert.Empty(await Ids(done with { Department = "water" }));
        Assert.Equal([second.Id], await Ids(new(RequestPart.Mine, RequestKind.Move, second.Label, 1)));
        Assert.Equal(2, await own.ReadAsync(
            async db => await RequestList.ForExportAsync(db, done, clerk, own.Today, default)
                .SelectMany(part => part).CountAsync()));
    }

    private async Task<(CustomerRequest Asked, Guid Rosa)> AskedAsync()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        return (await city.AskedAsync(rosa, account), rosa.Id);
    }

    private Task<Guid> BillAsync(CustomerAccount account) => city.ReadAsync(
        db => db.Bills.Where(b => b.CustomerAccountId == account.Id).Select(b => b.Id).SingleAsync());

    private async Task<string> ActsAsync(CustomerRequest request) => string.Join(' ', (await city.ReadAsync(
        db => RequestRecord.OfAsync(db, db.Set<CustomerRequest>(), request.Id, withNotes: true, default)))!
        .Entries.Select(e => e.Event.Act));

    private Task<Outcome<CustomerRequest>> AssignAsync(CustomerRequest request, Guid? to, Guid by) =>
        city.AskAsync<AssignRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, to, by), default));

    private Task<Outcome<CustomerRequest>> TransferAsync(
        CustomerRequest request, Guid by, string topic, string department, string note) =>
        city.AskAsync<TransferRequest, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), request.Id, topic, department, note, by), default));

    private Task<Outcome<CustomerRequest>> LinkAsync(CustomerRequest request, Guid by, Guid bill, int? line) =>
        city.AskAsync<LinkRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), request.Id, bill, line, by), default));

    private Task<Outcome<CustomerRequest>> MergeAsync(CustomerRequest closes, CustomerRequest stays, Guid by) =>
        city.AskAsync<MergeRequests, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), closes.Id, stays.Id, by), default));

    private Task<Outcome<AnswerTemplate>> TemplateAsync(Guid? id, int seen, string name, string english, Actor by) =>
        city.AskAsync<KeepAnswerTemplate, Outcome<AnswerTemplate>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), id, seen, name, english, "Hola {name}", IsRetired: false, by), default));
}
