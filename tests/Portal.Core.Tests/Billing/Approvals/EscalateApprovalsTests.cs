using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Ledger;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Core.Requests;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Approvals;

/// <summary>What waits too long goes up a role, once for each step, on the office's calendar.</summary>
public sealed class EscalateApprovalsTests
{
    [Fact]
    public async Task It_goes_up_a_role_after_each_span_of_open_days_and_once()
    {
        await using var city = await City.CreateAsync();
        var supervisor = await city.StaffAsync(StaffRole.Supervisor);
        var manager = await city.StaffAsync(StaffRole.FinanceManager);
        var asked = await AskedAsync(city);
        var due = (await OfficeAsync(city)).Add(city.Today, 3);
        GoTo(city, due);
        Assert.Equal(0, await EscalateAsync(city));
        Assert.Null((await RowAsync(city, supervisor, asked)).OverdueSince);
        GoTo(city, due.AddDays(1));
        while (!(await OfficeAsync(city)).IsOpen(city.Today)) { GoTo(city, city.Today.AddDays(1)); }

        var first = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => EscalateAsync(city))));

        Assert.Equal(1, first.Sum());
        Assert.Equal(city.Today, (await RowAsync(city, supervisor, asked)).OverdueSince);
        var task = Assert.Single(await OpenTasksAsync(city));
        Assert.Contains("For: supervisor.", task.Detail, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await MailsToAsync(city, supervisor), await MailsToAsync(city, manager)));
        GoTo(city, (await OfficeAsync(city)).Add(due, 4));
        Assert.Equal(1, await EscalateAsync(city));
        Assert.Equal(0, await EscalateAsync(city));
        Assert.Contains("finance manager", Assert.Single(await OpenTasksAsync(city)).Detail, StringComparison.Ordinal);
        Assert.Equal((1, 2), (await MailsToAsync(city, supervisor), await MailsToAsync(city, manager)));
        City.Done(await city.DecideAsync(asked.Id, Decision.Declined, supervisor, "No"));
        Assert.Equal(0, await EscalateAsync(city));
        Assert.Empty(await OpenTasksAsync(city));
    }

    [Fact]
    public async Task Closed_days_do_not_count_and_a_kind_may_have_its_own_span()
    {
        var office = new OfficeDays([6, 7], [new(2026, 11, 26), new(2026, 11, 27)]);
        var patience = new ApprovalPatience(3, new Dictionary<string, int> { ["Refund"] = 1 });
        var wednesday = new DateOnly(2026, 11, 25);

        Assert.Equal(new DateOnly(2026, 12, 2), patience.DueOn("AdjustAccount", wednesday, office));
        Assert.Equal(new DateOnly(2026, 11, 30), patience.DueOn("Refund", wednesday, office));
        Assert.Equal(0, patience.StepsPassed("AdjustAccount", wednesday, new(2026, 12, 2), office, 9));
        Assert.Equal(1, patience.StepsPassed("AdjustAccount", wednesday, new(2026, 12, 3), office, 9));
        Assert.Equal(2, patience.StepsPassed("Refund", wednesday, new(2026, 12, 2), office, 9));
        Assert.Equal(1, patience.StepsPassed("Refund", wednesday, new(2026, 12, 31), office, 1));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_filter_the_rows_and_the_count_agree_on_what_is_overdue()
    {
        await using var city = await City.CreateAsync();
        var reader = await city.StaffAsync(StaffRole.Supervisor);
        var late = await AskedAsync(city);
        GoTo(city, (await OfficeAsync(city)).Add(city.Today, 4));
        var early = await AskedAsync(city);

        var shown = await InboxAsync(city, new(reader) { Overdue = true });
        var counts = await city.AskAsync<LoadApprovalInbox, ApprovalInbox.Counts>(l => l.CountAsync(reader, default));

        Assert.Equal(late.Id, Assert.Single(shown.Rows).Id);
        Assert.Equal((1, 1, new ApprovalInbox.Counts(2, 1)), (shown.Count, shown.Overdue, counts));
        Assert.Null((await RowAsync(city, reader, early)).OverdueSince);
    }

    [Fact]
    public async Task When_all_who_may_decide_are_suspended_or_away_it_says_so()
    {
        await using var city = await City.CreateAsync();
        var auditor = await city.StaffAsync(StaffRole.Auditor);
        var supervisor = await city.StaffAsync(StaffRole.Supervisor);
        var senior = await city.StaffAsync(StaffRole.SeniorTechnician);
        var asked = await AskedAsync(city, senior);
        GoTo(city, (await OfficeAsync(city)).Add(city.Today, 4));
        Assert.False((await RowAsync(city, auditor, asked)).NobodyHere);
        await city.ReadAsync(db =>
        {
            db.Add(new ApprovalDelegation
            {
                Id = Guid.CreateVersion7(), LenderId = IdOf(supervisor), BorrowerId = IdOf(senior),
                FromOn = city.Today, ToOn = city.Today, Why = "Leave", MadeAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });

        Assert.Equal(1, await EscalateAsync(city));

        Assert.Contains("is away", Assert.Single(await OpenTasksAsync(city)).Detail, StringComparison.Ordinal);
        Assert.Equal(1, await MailsToAsync(city, supervisor));
        Assert.True((await RowAsync(city, auditor, asked)).NobodyHere);
        await city.ReadAsync(db => db.StaffMembers.Where(s => s.UserId == IdOf(supervisor))
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.SuspendedAt, (DateTimeOffset?)city.Clock.GetUtcNow())));
        GoTo(city, (await OfficeAsync(city)).Add(city.Today, 4));
        await EscalateAsync(city);
        Assert.Contains(
            "Nobody who may decide", Assert.Single(await OpenTasksAsync(city)).Detail, StringComparison.Ordinal);
        Assert.Equal(0, await city.ReadAsync(db => db.Set<ApprovalEscalation>().MinAsync(e => e.Deciders)));
    }

    [Theory]
    [InlineData("ck_approval_escalation_step", "step = 0")]
    [InlineData("ck_approval_escalation_deciders", "deciders = -1")]
    [InlineData("ck_approval_escalation_role", "role = 'owner'")]
    [InlineData("ck_approval_escalation_after", "escalated_at = waits_since")]
    public async Task A_row_is_sound(string rule, string wrong)
    {
        await using var city = await City.CreateAsync();
        var (column, value) = (wrong.Split(" = ")[0], wrong.Split(" = ")[1]);
        var values = new Dictionary<string, string>
        {
            ["step"] = "1", ["role"] = "'supervisor'", ["deciders"] = "1", ["escalated_at"] = "now()", [column] = value,
        };

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync($"""
            insert into approval_escalation
              (kind, item_id, waits_since, step, role, deciders, escalated_on, escalated_at)
            select 'Refund', gen_random_uuid(), waits_since, {values["step"]}, {values["role"]}, {values["deciders"]},
              '2026-11-01', {values["escalated_at"]} from (select timestamptz '2026-01-01' as waits_since) s
            """));
    }

    [Fact]
    public async Task What_was_told_stays()
    {
        await using var city = await City.CreateAsync();
        await using var command = city.Database.App.CreateCommand("""
            insert into approval_escalation
              values ('Refund', gen_random_uuid(), '2026-01-01', 1, 'supervisor', 1, '2026-01-10', '2026-01-10')
            """);
        await command.ExecuteNonQueryAsync();

        Assert.Equal("tr_approval_escalation_append_only", await city.Database.RuleThatRefusesAsync(
            "update approval_escalation set step = 2"));
    }

    [Theory]
    [InlineData("""{"open_days": 0}""")]
    [InlineData("""{"open_days": 61}""")]
    [InlineData("""{"open_days": 3, "kinds": {"Gift": 1}}""")]
    public void Patience_that_cannot_be_meant_is_no_rule(string patience) =>
        Assert.Equal("Rules_OutOfRange", MoneyRuleShape.WhyNot(MoneyRuleKind.Adjustments, $$"""
            {"limits": {}, "reasons": [{"code": "a", "en": "A", "es": "A"}], "patience": {{patience}}}
            """)?.Key);

    private static Guid IdOf(Actor staff) => Guid.Parse(staff.Name[6..]);

    private static async Task<ApprovalRequest> AskedAsync(City city, Actor? by = null)
    {
        var account = await city.AccountOwingAsync(200.00m);
        return City.Done(await city.AdjustAsync(
            (await city.AdjustmentAsync(account, Side.Credit, 80_00)) with { By = by ?? AdjustingCity.Technician }))
            .Waiting!;
    }

    private static Task<OfficeDays> OfficeAsync(City city) => city.ReadAsync(db => OfficeDays.OfAsync(db, default));

    private static void GoTo(City city, DateOnly day) =>
        city.Clock.Advance(TimeSpan.FromDays(day.DayNumber - city.Today.DayNumber));

    private static Task<int> EscalateAsync(City city) =>
        city.AskAsync<EscalateApprovals, int>(act => act.RunAsync(default));

    private static Task<List<OfficeTask>> OpenTasksAsync(City city) => city.ReadAsync(db => db.OfficeTasks
        .AsNoTracking().Where(t => t.Kind == EscalateApprovals.TaskKind && t.DoneAt == null).ToListAsync());

    private static Task<int> MailsToAsync(City city, Actor staff) => city.ReadAsync(db => db.OutboxMails.CountAsync(
        m => m.Kind == "approvals_late" && m.UserId == IdOf(staff)));

    private static async Task<ApprovalInbox.Row> RowAsync(City city, Actor reader, ApprovalRequest asked) =>
        (await InboxAsync(city, new(reader) { Whole = true })).Rows.Single(r => r.Id == asked.Id);

    private static Task<ApprovalInbox> InboxAsync(City city, LoadApprovalInbox.Request request) =>
        city.AskAsync<LoadApprovalInbox, ApprovalInbox>(load => load.RunAsync(request, default));
}
