using Microsoft.EntityFrameworkCore;
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

    private Task<Outcome<OfficeTask>> DoneAsync(Guid id, Actor actor) =>
        city.ReadAsync(db => new DoneTask(db, city.Clock).RunAsync(new(id, actor), default));

    private async Task<List<string>> AuditedAsync(Guid id) => await city.ReadAsync(db =>
        db.Database.SqlQuery<string>(
            $"select actor as \"Value\" from audit_entry where act = 'DoneTask' and detail->>'Id' = {id.ToString()}")
            .ToListAsync());
}
