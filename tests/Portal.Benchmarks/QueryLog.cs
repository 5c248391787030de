using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Portal.Benchmarks;

/// <summary>Hears every statement that the site sends to the database, with its values.</summary>
internal sealed class QueryLog : ILoggerProvider, ILogger
{
    private readonly List<string> _statements = [];

    /// <summary>Statements since the last time, each with its values written in, as pgbench reads them.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_statements)
        {
            string[] taken = [.. _statements];
            _statements.Clear();
            return taken;
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values
            && values.FirstOrDefault(v => v.Key == "CommandText").Value is string sql
            && eventId.Name?.StartsWith("CommandExecutionCompleted", StringComparison.Ordinal) == true)
        {
            var parameters = values.FirstOrDefault(v => v.Key == "Parameters").Value as IEnumerable;
            lock (_statements)
            {
                _statements.Add(Inline(sql, parameters?.Cast<object?>().ToList() ?? []));
            }
        }
    }

    public void Dispose()
    {
    }

    private static string Inline(string sql, List<object?> values)
    {
        for (var i = values.Count; i > 0; i--)
        {
            sql = sql.Replace($"${i}", Literal(values[i - 1]), StringComparison.Ordinal);
        }

        return sql.ReplaceLineEndings(" ").TrimEnd(';') + ";";
    }

    private static string Literal(object? value) => value switch
    {
        null or DBNull => "null",
        Guid id => $"'{id}'::uuid",
        bool truth => truth ? "true" : "false",
        // Npgsql logs an array as [a, b].
        string and ['[', .. var items, ']'] =>
            $"'{{{items}}}'" + (Guid.TryParse(items.Split(", ")[0], out _) ? "::uuid[]" : ""),
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        byte[] bytes => $@"'\x{Convert.ToHexStringLower(bytes)}'::bytea",
        DateOnly day => $"'{day:yyyy-MM-dd}'::date",
        DateTimeOffset moment => $"'{moment.UtcDateTime:O}'::timestamptz",
        DateTime moment => $"'{moment:O}'::timestamptz",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"No literal for {value.GetType()}."),
    };
}
