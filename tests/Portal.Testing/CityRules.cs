using Npgsql;
using Portal.Core.Billing.Rules;

namespace Portal.Testing;

/// <summary>What a city has released, and what it has not.</summary>
public static class CityRules
{
    /// <summary>As in a city that has not released a rule of a kind yet.</summary>
    public static async Task WithoutRuleAsync(this City city, MoneyRuleKind kind)
    {
        ArgumentNullException.ThrowIfNull(city);
        await using var connection = new NpgsqlConnection(city.Database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            alter table money_rule_release disable trigger tr_money_rule_release_append_only;
            delete from money_rule_release r using money_rule m
              where m.id = r.rule_id and replace(m.kind, '_', '') = lower($1);
            alter table money_rule_release enable trigger tr_money_rule_release_append_only
            """.Replace("$1", $"'{kind}'", StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
    }
}
