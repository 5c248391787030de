using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Portal.Core.Data;

/// <summary>
/// Writes many rows of one table with a binary COPY, named and converted as the model maps them. For runs of thousands
/// of rows; constraints and triggers hold as for any insert.
/// </summary>
public static class CopyRows
{
    /// <summary>Rules are tried when all rows are there, which takes a busy machine more than half a minute.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Writes rows on a connection whose transaction the caller commits.</summary>
    /// <exception cref="PostgresException">A row broke a rule; none of them is written.</exception>
    public static async Task RunAsync<T>(
        NpgsqlConnection connection, IModel model, IReadOnlyCollection<T> rows, CancellationToken ct)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            return;
        }

        var table = model.FindEntityType(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped.");
        var columns = table.GetProperties().Where(p => p.GetColumnName() != "xmin").Select(Column.Of).ToArray();
        var names = string.Join(", ", columns.Select(c => c.Name));
        await using var writer = await connection.BeginBinaryImportAsync(
            $"copy {table.GetTableName()} ({names}) from stdin (format binary)", ct);
        writer.Timeout = Patience;
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            foreach (var column in columns)
            {
                if (column.Read(row) is { } value)
                {
                    await writer.WriteAsync(value, column.Type, ct);
                }
                else
                {
                    await writer.WriteNullAsync(ct);
                }
            }
        }

        await writer.CompleteAsync(ct);
    }

    private sealed record Column(string Name, string Type, Func<object, object?> Read)
    {
        internal static Column Of(IProperty property)
        {
            var get = property.GetGetter();
            var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
            return new(property.GetColumnName(), Plain(property.GetColumnType()), row =>
            {
                var value = get.GetClrValue(row);
                return value is null || convert is null ? value : convert(value);
            });
        }

        /// <summary>numeric(14,4) is written as numeric.</summary>
        private static string Plain(string type) => type.Split('(')[0];
    }
}
