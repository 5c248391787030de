using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>What a role may do is said twice, in the code and in the database, and both say the same.</summary>
public sealed class StaffRolesTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task The_database_knows_the_bundles_of_every_role()
    {
        var bundles = (await RowsAsync("select role || ' ' || array_to_string(permissions, ' ') from role_bundle"))
            .Select(r => r.Split(' ')).ToDictionary(r => r[0], r => r[1..]);

        Faults.None(
            from role in Enum.GetValues<StaffRole>()
            let known = bundles.GetValueOrDefault(StaffRoles.WordOf(role), [])
            let wanted = StaffRoles.BundleOf(role).Order().ToList()
            where !wanted.SequenceEqual(known.Order())
            select $"998_roles.sql, {StaffRoles.WordOf(role)}: {string.Join(' ', wanted)}");
    }

    [Fact]
    public async Task The_database_knows_the_sort_of_every_permission()
    {
        var known = await RowsAsync("select name || ' ' || sort from permission");

        var wanted = Can.Reading.Select(p => $"{p} reads").Concat(Can.Money.Select(p => $"{p} money"))
            .Concat(Can.Working.Select(p => $"{p} works")).Concat(Can.OverPeople.Select(p => $"{p} people"))
            .Append($"{Can.SeeOwnAccount} own").Append($"{Can.KeepOwnSignIn} own");
        Assert.Equal(wanted.Order(), known.Order());
        Assert.Equal(Can.All.Count, Can.All.Distinct().Count());
    }

    [Fact]
    public async Task How_far_a_word_reaches_is_the_same_in_both()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var known = await RowsAsync($"select staff_rank('{StaffRoles.WordOf(role)}')::text");

            Assert.Equal($"{StaffRoles.RankOf(role)}", known.Single());
        }
    }

    [Fact]
    public void The_administrator_holds_nothing_of_money_and_the_auditor_nothing_that_changes()
    {
        Assert.Empty(StaffRoles.BundleOf(StaffRole.Administrator)
            .Intersect([.. Can.Money, Can.KeepWork, Can.AnswerRequests]));
        Assert.Equal(
            [Can.KeepOwnSignIn, .. Can.Reading], StaffRoles.BundleOf(StaffRole.Auditor));
    }

    [Fact]
    public async Task The_program_cannot_change_what_roles_may_do()
    {
        foreach (var sql in (string[])["update role_bundle set permissions = '{ManagePeople}'",
            "insert into permission values ('Everything', 'money')", "delete from duty"])
        {
            await using var command = city.Database.App.CreateCommand(sql);

            var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, fault.SqlState);
        }
    }

    private Task<List<string>> RowsAsync(string sql) => city.ReadAsync(db => db.Database.SqlQueryRaw<string>(sql)
        .ToListAsync());
}
