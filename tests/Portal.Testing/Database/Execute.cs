using Npgsql;

namespace Portal.Testing.Database;

/// <summary>One statement, no answer.</summary>
internal static class Execute
{
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
