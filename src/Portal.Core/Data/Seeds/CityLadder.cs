using Npgsql;
using Portal.Core.Delinquency.Packs;

namespace Portal.Core.Data.Seeds;

/// <summary>The rules before a shut-off in the demo city: California's, as they come with the program.</summary>
internal static class CityLadder
{
    private const string Code = "us-ca";

    private const string PackSql = """
        insert into pack_version (id, code, effective_on, document, made_by, made_at)
          values ('12500000-0000-7000-8000-000000000001', $1, $2, $3::jsonb, 'system:city', $4)
        """;

    private const string ReleaseSql = """
        insert into pack_release (pack_id, released_by, released_at)
          values ('12500000-0000-7000-8000-000000000001', 'system:setup', $1)
        """;

    public static async Task RunAsync(NpgsqlConnection connection, CityPlan city, CancellationToken ct)
    {
        var first = city.Calendar.FirstDay;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(PackSql)
                {
                    Parameters =
                    {
                        new() { Value = Code }, new() { Value = first }, new() { Value = RulePack.ShippedText(Code) },
                        new() { Value = city.Calendar.At(first, 0) },
                    },
                },
                new(ReleaseSql) { Parameters = { new() { Value = city.Calendar.At(first, 0) } } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
