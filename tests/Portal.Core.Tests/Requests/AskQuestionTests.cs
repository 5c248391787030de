using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Asking, answering, asking again: on the real database.</summary>
public sealed class AskQuestionTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_question_gets_a_number_days_and_a_letter()
    {
        var account = await city.AccountAsync(email: "rosa@example.com");
        var rosa = await city.ResidentAsync("Rosa", account);

        var request = await city.AskedAsync(rosa, account);

        Assert.Matches(@"^Q-\d{6}$", request.Label);
        Assert.Equal(RequestState.New, request.State);
        Assert.True(request.ExpectedOn > request.AcknowledgeBy && request.AcknowledgeBy > city.Today);
        var letters = await city.ReadAsync(db => db.OutboxMails.Where(m => m.CustomerAccountId == account.Id)
            .OrderBy(m => m.ToAddress).ToListAsync());
        Assert.Equal(["request_opened", "request_opened"], letters.Select(l => l.Kind));
        Assert.All(letters, l => Assert.Contains(request.Label, l.Subject, StringComparison.Ordinal));
        Assert.All(letters, l => Assert.DoesNotContain("so high", l.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Eight_clicks_at_once_ask_once()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        var operation = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.AskAsync(
            rosa, account, operation: operation)));

        Assert.All(answers, a => Assert.Equal(operation, City.Done(a).Id));
        Assert.Equal(1, await city.ReadAsync(db => db.Set<RequestEvent>().CountAsync(e => e.RequestId == operation)));
    }

    [Fact]
    public async Task What_is_not_theirs_and_what_says_nothing_is_refused()
    {
        var theirs = await city.AccountOwingAsync(80.00m);
        var rosa = await city.ResidentAsync("Rosa", await city.AccountAsync());

        Assert.Equal("Account_NotFound", (await city.AskAsync(rosa, theirs)).Key());
        Assert.Equal("Request_WordsMissing", (await city.AskAsync(rosa, null, " \n ")).Key());
        Assert.Equal("Request_WordsLong", (await city.AskAsync(rosa, null, new string('a', 5001))).Key());
        Assert.Equal("Request_TopicMissing", (await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
            a => a.RunAsync(new(Guid.CreateVersion7(), rosa.Id, "refund", null, "x", []), default))).Key());
        Assert.Equal("Request_PlaceMissing", (await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
            a => a.RunAsync(new(Guid.CreateVersion7(), rosa.Id, "leak", null, "x", []), default))).Key());
        Assert.Equal("Request_AccountMissing", (await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
            a => a.RunAsync(new(Guid.CreateVersion7(), rosa.Id, "legal_name", null, "x", []), default))).Key());
    }

    [Fact]
    public async Task It_goes_back_and_forth_is_answered_rated_and_reopened()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        var clerk = await city.ClerkAsync();
        var request = await city.AskedAsync(rosa, account);

        City.Done(await city.AskAsync<TakeRequest, Outcome<CustomerRequest>>(
            a => a.RunAsync(new(Guid.CreateVersion7(), request.Id, clerk), default)));
        Assert.Equal(RequestState.Acknowledged, (await city.NowAsync(request)).State);
        City.Done(await city.AnswerAsync(request, clerk, RequestAct.AskBack, "Which month?"));
        Assert.Equal(RequestState.WaitingOnCustomer, (await city.NowAsync(request)).State);
        City.Done(await city.WriteAsync(request, rosa.Id, "November."));
        City.Done(await city.AnswerAsync(request, clerk));
        Assert.Equal(RequestState.Answered, (await city.NowAsync(request)).State);
        var rated = City.Done(await city.AskAsync<RateAnswer, Outcome<RequestRating>>(
            a => a.RunAsync(new(request.Id, rosa.Id, 2, "Too late"), default)));
        Assert.Equal(2, City.Done(await city.AskAsync<RateAnswer, Outcome<RequestRating>>(
            a => a.RunAsync(new(request.Id, rosa.Id, 5, null), default))).Score);
        Assert.Equal(2, rated.Score);

        city.Clock.Advance(TimeSpan.FromDays(3));
        City.Done(await city.WriteAsync(request, rosa.Id, "It is still high."));

        var now = await city.NowAsync(request);
        Assert.Equal(RequestState.Reopened, now.State);
        Assert.True(now.ExpectedOn > request.ExpectedOn);
        Assert.Equal(clerk, now.AssignedTo);
    }

    [Fact]
    public async Task Eight_messages_of_one_form_at_once_are_one()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        var (request, operation) = (await city.AskedAsync(rosa, account), Guid.CreateVersion7());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.WriteAsync(request, rosa.Id, "More", operation)));

        Assert.Equal(2, await city.ReadAsync(db => db.Set<RequestEvent>().CountAsync(e => e.RequestId == request.Id)));
    }

    [Fact]
    public async Task What_comes_back_late_gets_a_new_day()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        var request = await city.AskedAsync(rosa, account);
        City.Done(await city.AnswerAsync(request, await city.ClerkAsync(), RequestAct.AskBack, "Which?"));
        city.Clock.Advance(TimeSpan.FromDays(30));

        City.Done(await city.WriteAsync(request, rosa.Id, "November"));

        Assert.True((await city.NowAsync(request)).ExpectedOn > city.Today);
    }

    [Fact]
    public async Task A_note_is_the_offices_and_writes_to_nobody()
    {
        var account = await city.AccountAsync();
        var rosa = await city.ResidentAsync("Rosa", account);
        var request = await city.AskedAsync(rosa, account);

        City.Done(await city.AnswerAsync(request, await city.ClerkAsync(), RequestAct.Note, "Caller was angry."));

        var seen = await city.ReadAsync(db => RequestRecord.OfAsync(
            db, db.RequestsOf(rosa.Id), request.Id, withNotes: false, default));
        Assert.DoesNotContain(seen!.Entries, e => e.Message?.Body == "Caller was angry.");
        Assert.Equal(RequestState.New, seen.Request.State);
        Assert.False(await city.ReadAsync(db => db.OutboxMails.AnyAsync(
            m => m.UserId == rosa.Id && m.Kind == "request_answered")));
    }

    [Fact]
    public async Task Who_shares_an_account_sees_questions_about_it_only_when_it_is_theirs_to_manage()
    {
        var account = await city.AccountAsync();
        var (rosa, tenant) = (await city.ResidentAsync("Rosa", account), await city.ResidentAsync("Ana", account));
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == tenant.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, Portal.Core.Accounts.AccountLevel.SeeBills)));
        var (hers, tenants) = (await city.AskedAsync(rosa, account), await city.AskedAsync(tenant, account));

        var (rosaSees, tenantSees) = await city.ReadAsync(async db => (
            await db.RequestsOf(rosa.Id).Select(r => r.Id).ToListAsync(),
            await db.RequestsOf(tenant.Id).Select(r => r.Id).ToListAsync()));
        Assert.Equal([hers.Id, tenants.Id], rosaSees.Order());
        Assert.Equal([tenants.Id], tenantSees);
        Assert.Equal("Request_NotFound", (await city.WriteAsync(hers, tenant.Id, "Hello")).Key());
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == tenant.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, city.Clock.GetUtcNow())));
        Assert.Empty(await city.ReadAsync(db => db.RequestsOf(tenant.Id).ToListAsync()));
    }

    [Fact]
    public async Task What_nobody_took_or_answered_in_time_becomes_a_task_once()
    {
        await using var own = await City.CreateAsync();
        var request = await own.AskedAsync(await own.ResidentAsync("Rosa"), null);
        own.Clock.Advance(TimeSpan.FromDays(20));

        var first = await own.AskAsync<RaiseLateRequests, int>(job => job.RunAsync(default));
        var second = await own.AskAsync<RaiseLateRequests, int>(job => job.RunAsync(default));

        Assert.Equal((1, 0), (first, second));
        var detail = await own.ReadAsync(db => db.OfficeTasks.Where(t => t.Kind == "request_late")
            .Select(t => t.Detail).SingleAsync());
        Assert.StartsWith(request.Label, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_are_late_the_rest_come_the_day_after()
    {
        await using var own = await City.CreateAsync();
        var request = await own.AskedAsync(await own.ResidentAsync("Rosa"), null);
        await own.ReadAsync(db => db.Database.ExecuteSqlAsync($$"""
            insert into customer_request
            select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'number', r.number + n))).*
            from customer_request r, generate_series(1, {{RaiseLateRequests.Most}}) n where r.id = {{request.Id}}
            """));
        own.Clock.Advance(TimeSpan.FromDays(20));

        var first = await own.AskAsync<RaiseLateRequests, int>(job => job.RunAsync(default));
        own.Clock.Advance(TimeSpan.FromDays(1));
        var second = await own.AskAsync<RaiseLateRequests, int>(job => job.RunAsync(default));

        Assert.Equal((RaiseLateRequests.Most, 1), (first, second));
    }

    [Fact]
    public void These_steps_and_no_others_are_allowed()
    {
        var allowed =
            from state in Enum.GetValues<RequestState>()
            let acts = from act in Enum.GetValues<RequestAct>()
                       let next = RequestSteps.Next(state, act)
                       where next is not null
                       select $"{act}>{next}"
            select $"{state}: {string.Join(' ', acts)}";

        Assert.Equal(
            [
                "New: Acknowledge>Acknowledged Write>New Note>New AskBack>WaitingOnCustomer Answer>Answered "
                    + "Close>Closed Assign>Acknowledged Transfer>New Link>New Merge>Closed TakeIn>New",
                "Acknowledged: Acknowledge>Acknowledged Write>Acknowledged Note>Acknowledged "
                    + "AskBack>WaitingOnCustomer Answer>Answered Close>Closed Assign>Acknowledged "
                    + "Unassign>Acknowledged Transfer>Acknowledged Link>Acknowledged Merge>Closed TakeIn>Acknowledged",
                "WaitingOnCustomer: Write>Acknowledged Note>WaitingOnCustomer Answer>Answered Close>Closed "
                    + "Assign>WaitingOnCustomer Unassign>WaitingOnCustomer Transfer>WaitingOnCustomer "
                    + "Link>WaitingOnCustomer Merge>Closed TakeIn>WaitingOnCustomer",
                "Answered: Note>Answered Close>Closed Reopen>Reopened Link>Answered Merge>Closed",
                "Closed: Note>Closed Reopen>Reopened Link>Closed",
                "Reopened: Acknowledge>Acknowledged Write>Reopened Note>Reopened AskBack>WaitingOnCustomer "
                    + "Answer>Answered Close>Closed Assign>Acknowledged Unassign>Reopened Transfer>Reopened "
                    + "Link>Reopened Merge>Closed TakeIn>Reopened",
            ],
            allowed);
    }

    [Fact]
    public void The_office_is_closed_on_its_weekdays_holidays_and_closures()
    {
        var days = new OfficeDays([5, 6, 7], [new(2026, 11, 26), new(2026, 12, 1)]);

        Assert.False(days.IsOpen(new(2026, 11, 26)));
        Assert.False(days.IsOpen(new(2026, 11, 27)));
        Assert.True(days.IsOpen(new(2026, 11, 30)));
        Assert.Equal(new DateOnly(2026, 12, 3), days.Add(new(2026, 11, 25), 3));
        Assert.Equal(new DateOnly(2027, 2, 1), new OfficeDays([1, 2, 3, 4, 5, 6, 7], []).Add(new(2026, 11, 25), 1)
            .AddDays(1));
    }
}
