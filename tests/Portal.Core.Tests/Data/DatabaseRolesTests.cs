using Npgsql;
using Portal.Testing.Database;

namespace Portal.Core.Tests.Data;

/// <summary>What the three roles may not do, tried as each of them.</summary>
public sealed class DatabaseRolesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("update journal_entry set memo = ''")]
    [InlineData("update journal_line set amount_cents = 1")]
    [InlineData("delete from journal_entry")]
    [InlineData("delete from journal_line")]
    [InlineData("truncate journal_line")]
    [InlineData("alter table journal_line disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create table mine (id int)")]
    [InlineData("insert into schema_version (name, sha256) values ('x', 'y')")]
    public async Task The_application_may_not(string sql) =>
        Assert.Equal("42501", await RefusalAsync(database.AppConnectionString, sql));

    [Theory]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create role intruder superuser")]
    public async Task The_owner_may_not(string sql) =>
        Assert.Equal("42501", await RefusalAsync(database.OwnerConnectionString, sql));

    [Fact]
    public async Task Nobody_else_may_enter()
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_database, aclexplode(datacl) where datname = current_database() and grantee = 0",
            connection);

        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static async Task<string?> RefusalAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await Record.ExceptionAsync(command.ExecuteNonQueryAsync) as PostgresException)?.SqlState;
    }
}
