using Npgsql;
using Portal.Testing;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Core.Tests.Ledger;

/// <summary>Goes round the classes and pokes the tables: each rule of the journal answers by its name.</summary>
public sealed class JournalRulesTests(City city) : IClassFixture<City>
{
    private const string Header =
        "insert into journal_entry "
        + "(id, kind, idempotency_key, business_date, posted_at, posted_by, memo, reverses_id) ";

    private const string Lines =
        "insert into journal_line (entry_id, no, fund, gl_account, customer_account_id, side, amount_cents) ";

    [Theory]
    [InlineData(
        "ck_journal_entry_balances",
        "('E', 1, '510', '1010', null, 'debit', 5), ('E', 2, '510', '4010', null, 'credit', 4)")]
    [InlineData(
        "ck_journal_entry_balances_per_fund",
        "('E', 1, '510', '1010', null, 'debit', 5), ('E', 2, '520', '4020', null, 'credit', 5)")]
    [InlineData(
        "ck_journal_line_amount_positive",
        "('E', 1, '510', '1010', null, 'debit', 0), ('E', 2, '510', '4010', null, 'credit', 0)")]
    [InlineData(
        "ck_journal_line_amount_positive",
        "('E', 1, '510', '1010', null, 'debit', -5), ('E', 2, '510', '4010', null, 'credit', -5)")]
    [InlineData(
        "ck_journal_line_side",
        "('E', 1, '510', '1010', null, 'plus', 5), ('E', 2, '510', '4010', null, 'credit', 5)")]
    [InlineData(
        "ck_journal_line_control_has_customer",
        "('E', 1, '510', '1110', null, 'debit', 5), ('E', 2, '510', '4010', null, 'credit', 5)")]
    [InlineData(
        "fk_journal_line_fund",
        "('E', 1, '999', '1010', null, 'debit', 5), ('E', 2, '999', '4010', null, 'credit', 5)")]
    [InlineData(
        "fk_journal_line_gl_account",
        "('E', 1, '510', '9999', null, 'debit', 5), ('E', 2, '510', '4010', null, 'credit', 5)")]
    public async Task Lines_that_break_a_rule_are_refused_by_its_name(string constraint, string values)
    {
        var entry = Guid.NewGuid();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(
            Header + $"values ('{entry}', 'test', '{entry}', '2026-11-16', now(), 'test', 'test', null)",
            Lines + "values " + values.Replace("'E'", $"'{entry}'", StringComparison.Ordinal)));

        Assert.Equal(constraint, fault.ConstraintName);
    }

    [Fact]
    public async Task An_entry_without_lines_cannot_be_committed()
    {
        var fault = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(
            Header + $"values ('{Guid.NewGuid()}', 'test', 'headless', '2026-11-16', now(), 'test', 'test', null)"));

        Assert.Equal("ck_journal_entry_has_lines", fault.ConstraintName);
    }

    [Fact]
    public async Task A_committed_entry_is_sealed_even_to_lines_that_balance()
    {
        var entry = await PostAsync();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(
            Lines + $"values ('{entry}', 3, '510', '1010', null, 'debit', 5), "
                + $"('{entry}', 4, '510', '4010', null, 'credit', 5)"));

        Assert.Equal("ck_journal_entry_sealed", fault.ConstraintName);
    }

    [Fact]
    public async Task The_seal_cannot_be_forged_by_naming_a_transaction()
    {
        var entry = Guid.NewGuid();
        await RunAsync(
            Header.Replace("reverses_id)", "reverses_id, posting_xid)", StringComparison.Ordinal)
                + $"values ('{entry}', 'test', '{entry}', '2026-11-16', now(), 'test', 'test', null, "
                + "'9223372036854775807')",
            Pair(entry));

        Assert.Equal(
            false,
            await ScalarAsync($"select posting_xid = '9223372036854775807' from journal_entry where id = '{entry}'"));
    }

    [Theory]
    [InlineData("update journal_entry set memo = 'x' where id = 'E'")]
    [InlineData("delete from journal_entry where id = 'E'")]
    [InlineData("update journal_line set amount_cents = 6 where entry_id = 'E'")]
    [InlineData("delete from journal_line where entry_id = 'E'")]
    [InlineData("truncate journal_line cascade")]
    [InlineData("alter table journal_line disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("drop trigger tr_journal_line_append_only on journal_line")]
    public async Task The_application_role_may_not_change_what_is_posted(string sql)
    {
        var entry = await PostAsync();

        var fault = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(sql.Replace("'E'", $"'{entry}'", StringComparison.Ordinal)));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, fault.SqlState);
    }

    [Theory]
    [InlineData("tr_journal_entry_append_only", "update journal_entry set memo = 'x' where id = 'E'")]
    [InlineData("tr_journal_line_append_only", "delete from journal_line where entry_id = 'E'")]
    [InlineData("tr_journal_line_no_truncate", "truncate journal_line")]
    public async Task Not_even_the_owner_changes_a_row_by_mistake(string constraint, string sql)
    {
        var entry = await PostAsync();
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql.Replace("'E'", $"'{entry}'", StringComparison.Ordinal));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(constraint, fault.ConstraintName);
    }

    [Theory]
    [InlineData("1999-01-15")]
    [InlineData("2031-06-30")]
    public async Task A_day_outside_an_open_period_is_refused(string day)
    {
        var entry = Guid.NewGuid();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(
            Header + $"values ('{entry}', 'test', '{entry}', '{day}', now(), 'test', 'test', null)", Pair(entry)));

        Assert.Equal("ck_journal_entry_period_open", fault.ConstraintName);
    }

    [Fact]
    public async Task An_event_is_posted_once_an_entry_reversed_once_and_a_reversal_never()
    {
        var (original, reversal) = (await PostAsync("once"), Guid.NewGuid());
        await RunAsync(ReversalOf(original, reversal), Mirror(reversal));

        Assert.Equal("ux_journal_entry_idempotency",
            (await Assert.ThrowsAsync<PostgresException>(() => PostAsync("once"))).ConstraintName);
        Assert.Equal("ux_journal_entry_reversed_once",
            (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(ReversalOf(original, Guid.NewGuid()))))
            .ConstraintName);
        Assert.Equal("ck_journal_entry_reverses_an_original",
            (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(ReversalOf(reversal, Guid.NewGuid()))))
            .ConstraintName);
    }

    [Fact]
    public async Task Sums_beyond_a_bigint_raise_instead_of_wrapping()
    {
        var entry = Guid.NewGuid();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(
            Header + $"values ('{entry}', 'test', '{entry}', '2026-11-16', now(), 'test', 'test', null)",
            Lines + $"values ('{entry}', 1, '510', '1010', null, 'debit', 9223372036854775807), "
                + $"('{entry}', 2, '510', '1010', null, 'debit', 1), "
                + $"('{entry}', 3, '510', '4010', null, 'credit', 1)"));

        Assert.Equal("ck_journal_entry_balances", fault.ConstraintName);
    }

    private static string ReversalOf(Guid original, Guid reversal) =>
        Header + $"values ('{reversal}', 'reversal', '{reversal}', '2026-11-16', now(), 'test', 'test', '{original}')";

    private static string Pair(Guid entry) =>
        Lines + $"values ('{entry}', 1, '510', '1010', null, 'debit', 5), "
        + $"('{entry}', 2, '510', '4010', null, 'credit', 5)";

    private static string Mirror(Guid entry) =>
        Lines + $"values ('{entry}', 1, '510', '1010', null, 'credit', 5), "
        + $"('{entry}', 2, '510', '4010', null, 'debit', 5)";

    private async Task<Guid> PostAsync(string? key = null)
    {
        var entry = Guid.NewGuid();
        await RunAsync(
            Header
            + $"values ('{entry}', 'test', '{key ?? entry.ToString()}', '2026-11-16', now(), 'test', 'test', null)",
            Pair(entry));
        return entry;
    }

    private async Task RunAsync(params string[] statements)
    {
        await using var connection = await city.Database.App.OpenConnectionAsync();
        await using var tx = await connection.BeginTransactionAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection, tx);
            await command.ExecuteNonQueryAsync();
        }

        await tx.CommitAsync();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = city.Database.App.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
