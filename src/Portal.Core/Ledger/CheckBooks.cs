using System.Data;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Core.Ledger;

/// <summary>
/// Proves every invariant of the books (CheckBooks.sql) on one snapshot and names the rows that break one. Run after
/// every test that moved money, every night, and after a restore. Changes nothing.
/// </summary>
public sealed partial class CheckBooks(PortalDbContext db)
{
    /// <summary>No more offenders than this are named per check.</summary>
    public const int OffendersNamed = 20;

    private static readonly IReadOnlyList<Check> All = Read();

    /// <param name="Offenders">A line each; empty when the check holds.</param>
    public sealed record Finding(string Check, string Meaning, IReadOnlyList<string> Offenders);

    /// <returns>One finding per check, in the order of the file.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var findings = new List<Finding>();
        foreach (var check in All)
        {
            findings.Add(new Finding(check.Name, check.Meaning, await OffendersAsync(connection, check, ct)));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<string>> OffendersAsync(
        NpgsqlConnection connection, Check check, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(check.Sql, connection) { CommandTimeout = 600 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var offenders = new List<string>();
        var more = 0L;
        while (await reader.ReadAsync(ct))
        {
            if (offenders.Count < OffendersNamed)
            {
                offenders.Add(reader.GetString(0));
            }
            else
            {
                more++;
            }
        }

        return more == 0 ? offenders : [.. offenders, $"and {more} more"];
    }

    private static List<Check> Read()
    {
        using var stream = typeof(CheckBooks).Assembly.GetManifestResourceStream("Portal.Core.Ledger.CheckBooks.sql")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return
        [
            .. from match in Heading().Matches(text)
               let start = match.Index + match.Length
               let next = text.IndexOf("-- check ", start, StringComparison.Ordinal)
               select new Check(
                   match.Groups["name"].Value,
                   match.Groups["meaning"].Value.Trim(),
                   text[start..(next < 0 ? text.Length : next)]),
        ];
    }

    [GeneratedRegex("^-- check (?<name>[a-z_]+): (?<meaning>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    private sealed record Check(string Name, string Meaning, string Sql);
}
