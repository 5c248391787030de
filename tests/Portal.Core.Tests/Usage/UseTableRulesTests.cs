using Npgsql;
using Portal.Testing;

namespace Portal.Core.Tests.Usage;

/// <summary>Pokes the tables of use alerts: the database repeats each rule by its name.</summary>
public sealed class UseTableRulesTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("ck_use_alert_choice_high_percent",
        "insert into use_alert_choice values ($A, true, 5, true, now(), 'x')")]
    [InlineData("ck_away_period_days",
        "insert into away_period values ($N, $A, '2026-12-02', '2026-12-02', now(), 'x')")]
    [InlineData("ck_away_period_days",
        "insert into away_period values ($N, $A, '2026-12-02', '2028-12-02', now(), 'x')")]
    [InlineData("ck_away_period_ended_by_whom",
        "insert into away_period values ($N, $A, '2026-12-02', '2026-12-09', now(), 'x', now())")]
    [InlineData("ux_away_period_one_at_a_time", """
        insert into away_period values ($N, $A, '2026-12-02', '2026-12-09', now(), 'x');
        insert into away_period values ($N, $A, '2026-12-09', '2026-12-12', now(), 'x')
        """)]
    [InlineData("tr_away_period_no_delete", """
        insert into away_period values ($N, $A, '2026-12-02', '2026-12-09', now(), 'x'); delete from away_period
        """)]
    [InlineData("ck_use_alert_kind", "$Ialert, '2026-11-01', '2026-11-03', 9, 0, 'CCF', now())")]
    [InlineData("ck_use_alert_days", "$Ileak, '2026-11-03', '2026-11-01', 9, 0, 'CCF', now())")]
    [InlineData("ck_use_alert_used", "$Ileak, '2026-11-01', '2026-11-03', 0, 0, 'CCF', now())")]
    [InlineData("ck_use_alert_usual", "$Ileak, '2026-11-01', '2026-11-03', 9, -1, 'CCF', now())")]
    [InlineData("ck_use_alert_known_by_whom", "$Ileak, '2026-11-01', '2026-11-03', 9, 0, 'CCF', now(), now())")]
    [InlineData("ux_use_alert_one_open", """
        $Ileak, '2026-11-01', '2026-11-03', 9, 0, 'CCF', now());
        $Ileak, '2026-11-05', '2026-11-07', 9, 0, 'CCF', now())
        """)]
    [InlineData("tr_use_alert_no_delete", """
        $Ileak, '2026-11-01', '2026-11-03', 9, 0, 'CCF', now()); delete from use_alert
        """)]
    public async Task The_database_says_no(string rule, string sql)
    {
        var home = await MeteredHome.InAsync(city);
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql
            .Replace("$I", "insert into use_alert values ($N, $A, $P, '", StringComparison.Ordinal)
            .Replace("leak,", "leak',", StringComparison.Ordinal)
            .Replace("alert, '", "alert', '", StringComparison.Ordinal)
            .Replace("$N", "gen_random_uuid()", StringComparison.Ordinal)
            .Replace("$A", $"'{home.Account.Id}'", StringComparison.Ordinal)
            .Replace("$P", $"'{home.PointId}'", StringComparison.Ordinal));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }
}
