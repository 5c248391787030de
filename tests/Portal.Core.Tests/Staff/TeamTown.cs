using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Staff.Reviews;
using Portal.Core.Staff.Team;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>A city with an administrator, a supervisor and a technician, and the acts about them.</summary>
public sealed class TeamTown : IAsyncLifetime
{
    public City City { get; } = new();

    public Guid Ada { get; private set; }

    public Guid Sam { get; private set; }

    public Guid Terry { get; private set; }

    public async Task InitializeAsync()
    {
        await City.InitializeAsync();
        (Ada, Sam, Terry) = (await StaffAsync(StaffRole.Administrator), await StaffAsync(StaffRole.Supervisor),
            await StaffAsync(StaffRole.Technician));
    }

    public Task DisposeAsync() => City.DisposeAsync();

    public static string Refused<T>(Outcome<T> outcome) =>
        Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;

    public static string Change(
        Guid user, string kind, Guid by, StaffRole role, StaffRole? also = null) => $"""
        insert into staff_change (id, user_id, kind, role, also, was_role, was_also, why, needs_look, made_by, made_at)
        values (gen_random_uuid(), '{user}', '{kind}', '{StaffRoles.WordOf(role)}',
          '{(also is { } more ? $"{{{StaffRoles.WordOf(more)}}}" : "{}")}', 'technician', '{"{}"}', 'x', false,
          'staff:{by}', now())
        """;

    public static string Look(StaffChange change, Guid by) => $"""
        insert into staff_change_look (change_id, agreed, note, looked_by, looked_at)
        values ('{change.Id}', true, '', 'staff:{by}', now())
        """;

    public async Task<Guid> StaffAsync(StaffRole role)
    {
        var user = await City.ResidentAsync($"{role}");
        await City.ReadAsync(db =>
        {
            db.Add(new StaffMember { UserId = user.Id, Role = role, StartedAt = City.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }

    public Task<StaffMember> MemberAsync(Guid id) =>
        City.ReadAsync(db => db.StaffMembers.AsNoTracking().SingleAsync(s => s.UserId == id));

    public Task<Outcome<StaffChange>> GiveAsync(
        Guid user, StaffRole role, StaffRole[] also, Guid? by = null) =>
        City.AskAsync<GiveRole, Outcome<StaffChange>>(act => act.RunAsync(
            new(Guid.NewGuid(), user, role, also, "New work.", Actor.Staff(by ?? Ada)), default));

    public Task<Outcome<StaffChange>> InviteAsync(string email, StaffRole role) =>
        City.AskAsync<InviteStaff, Outcome<StaffChange>>(act => act.RunAsync(
            new(Guid.NewGuid(), email, "New Person", role, "Hired.", Actor.Staff(Ada)), default));

    public Task<Outcome<StaffMember>> SuspendAsync(
        Guid user, Guid? by = null, bool suspend = true, string why = "On leave.") =>
        City.AskAsync<SuspendStaff, Outcome<StaffMember>>(act => act.RunAsync(
            new(Guid.NewGuid(), user, suspend, why, Actor.Staff(by ?? Ada)), default));

    public Task<Outcome<StaffChangeLook>> LookAsync(
        StaffChange change, Guid by, bool agree = true, string note = "") =>
        City.AskAsync<LookAtChange, Outcome<StaffChangeLook>>(act => act.RunAsync(
            new(change.Id, agree, note, Actor.Staff(by)), default));

    public Task<Outcome<AccessReviewItem>> AnswerAsync(
        AccessReview review, Guid user, Guid by, AccessAnswer answer = AccessAnswer.Confirmed, string? note = null) =>
        City.AskAsync<AnswerReview, Outcome<AccessReviewItem>>(act => act.RunAsync(
            new(review.Id, user, answer, note, Actor.Staff(by)), default));

    public Task<Outcome<AccessReview>> CloseAsync(AccessReview review) =>
        City.AskAsync<CloseReview, Outcome<AccessReview>>(act => act.RunAsync(
            new(review.Id, Actor.Staff(Sam)), default));

    public async Task<string?> PokeAsync(string sql)
    {
        // The owner may do what the application may not: the rules answer, not the grants.
        await using var source = NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
