using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Staff;

/// <summary>A task is done once, by somebody, and the audit trail says so.</summary>
public sealed class DoneTaskTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task A_task_done_says_by_whom_and_leaves_the_list()
    {
        var id = await RaiseAsync("suspense");

        var task = City.Done(await DoneAsync(id, Terry));

        Assert.Equal((city.Clock.GetUtcNow(), Terry.Name), (task.DoneAt, task.DoneBy));
        Assert.Equal([Terry.Name], await AuditedAsync(id));
        var work = await city.ReadAsync(db => OfficeWork.NowAsync(db, null, city.Clock.GetUtcNow(), default));
        Assert.DoesNotContain(work.Tasks, t => t.Id == id);
    }

    [Fact]
    public async Task The_second_to_mark_it_changes_nothing()
    {
        var id = await RaiseAsync("suspense");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => DoneAsync(id, new Actor($"staff:{i}"))));

        var done = await city.ReadAsync(db => db.OfficeTasks.SingleAsync(t => t.Id == id));
        Assert.Equal([done.DoneBy!], await AuditedAsync(id));
    }

    [Theory]
    [InlineData("red_flag")]
    [InlineData("email_undone")]
    public async Task Of_who_may_have_been_robbed_it_is_said_what_was_found(string kind)
    {
        var id = await RaiseAsync(kind);

        Assert.Equal("Task_OutcomeMissing", Why(await DoneAsync(id, Terry)));
        Assert.Equal("Task_OutcomeMissing", Why(await DoneAsync(id, Terry, " ")));
        Assert.Equal("Task_OutcomeTooLong", Why(await DoneAsync(id, Terry, new string('x', 1001))));
        var task = City.Done(await DoneAsync(id, Terry, " It was the customer. "));

        Assert.Equal("It was the customer.", task.Outcome);
    }

    [Theory]
    [InlineData("ck_office_task_needs_outcome", "update office_task set done_at = now(), done_by = 'x' where id = $I")]
    [InlineData("ck_office_task_outcome_when_done", "update office_task set outcome = 'x' where id = $I")]
    [InlineData("ck_office_task_outcome",
        "update office_task set outcome = ' ', done_at = now(), done_by = 'x' where id = $I")]
    public async Task The_table_asks_for_it_too(string rule, string sql)
    {
        var id = await RaiseAsync("red_flag");
        await using var command = city.Database.App.CreateCommand(
            sql.Replace("$I", $"'{id}'", StringComparison.Ordinal));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task An_unknown_task_is_refused() => Assert.Equal(
        "Task_NotFound",
        Assert.IsType<Outcome<OfficeTask>.Refused>(await DoneAsync(Guid.CreateVersion7(), Terry)).Refusal.Key);

    [Fact]
    public async Task The_list_can_be_narrowed_to_one_kind()
    {
        var refused = await RaiseAsync("mail_refused");
        var suspense = await RaiseAsync("suspense");

        var work = await city.ReadAsync(db => OfficeWork.NowAsync(db, "mail_refused", city.Clock.GetUtcNow(), default));

        Assert.Contains(work.Tasks, t => t.Id == refused);
        Assert.DoesNotContain(work.Tasks, t => t.Id == suspense);
        Assert.Contains(work.Kinds, k => k.Kind == "suspense" && k.Count >= 1);
    }

    private async Task<Guid> RaiseAsync(string kind)
    {
        var key = $"{kind}:{Guid.CreateVersion7()}";
        await city.AskAsync<RaiseOfficeTask, bool>(act => act.RunAsync(new(kind, key, "Look at this."), default));
        return await city.ReadAsync(db =>
            db.OfficeTasks.Where(t => t.DedupeKey == key).Select(t => t.Id).SingleAsync());
    }

    private Task<Outcome<OfficeTask>> DoneAsync(Guid id, Actor actor, string? outcome = null) =>
        city.ReadAsync(db => new DoneTask(db, city.Clock).RunAsync(new(id, actor, outcome), default));

    private static string Why(Outcome<OfficeTask> outcome) =>
        Assert.IsType<Outcome<OfficeTask>.Refused>(outcome).Refusal.Key;

    private async Task<List<string>> AuditedAsync(Guid id) => await city.ReadAsync(db =>
        db.Database.SqlQuery<string>(
            $"select actor as \"Value\" from audit_entry where act = 'DoneTask' and detail->>'Id' = {id.ToString()}")
            .ToListAsync());
}
