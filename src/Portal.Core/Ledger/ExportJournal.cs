using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Ledger;

/// <summary>
/// Writes the journal of a span of days as text, oldest first, the same bytes every time. "hledger" is what
/// <c>hledger check --strict</c> accepts. Refuses other formats and a span that ends before it begins.
/// </summary>
public sealed class ExportJournal(PortalDbContext db)
{
    private const string AccountsSql = """
        select distinct l.fund, f.name, l.gl_account, g.name, g.kind
        from journal_entry e
          join journal_line l on l.entry_id = e.id
          join fund f on f.code = l.fund
          join gl_account g on g.code = l.gl_account
        where e.business_date between $1 and $2
        order by 1, 3
        """;

    private const string LinesSql = """
        select e.id, e.business_date, e.kind, e.memo, l.fund, f.name, l.gl_account, g.name, l.side, l.amount_cents
        from journal_entry e
          join journal_line l on l.entry_id = e.id
          join fund f on f.code = l.fund
          join gl_account g on g.code = l.gl_account
        where e.business_date between $1 and $2
        order by e.business_date, e.id, l.no
        """;

    public async Task<Outcome<Exported>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (WhyNot(request) is { } refusal)
        {
            return refusal;
        }

        // One snapshot for both questions: the accounts declared are those of the lines that follow.
        await using var tx = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var journal = new HledgerText(request.To);
        await journal.BeginAsync(request.FirstDay, request.LastDay);
        await using (var accounts = await AskAsync(connection, AccountsSql, request, ct))
        {
            while (await accounts.ReadAsync(ct))
            {
                await journal.DeclareAsync(
                    HledgerText.AccountName(
                        accounts.GetString(0), accounts.GetString(1), accounts.GetString(2), accounts.GetString(3)),
                    accounts.GetString(4));
            }
        }

        var exported = await WriteEntriesAsync(connection, journal, request, ct);
        await tx.CommitAsync(ct);
        await request.To.FlushAsync(ct);
        return exported;
    }

    private static Refusal? WhyNot(Request request) => request switch
    {
        { Format: "csv" or "peoplesoft" } => new Refusal("Export_FormatLater", request.Format),
        { Format: not "hledger" } => new Refusal("Export_FormatUnknown", request.Format),
        _ when request.LastDay < request.FirstDay =>
            new Refusal("Export_SpanReversed", request.FirstDay, request.LastDay),
        _ => null,
    };

    private static async Task<Exported> WriteEntriesAsync(
        NpgsqlConnection connection, HledgerText journal, Request request, CancellationToken ct)
    {
        Guid? entry = null;
        var (entries, lines, debits) = (0, 0, Usd.Zero);
        await using var rows = await AskAsync(connection, LinesSql, request, ct);
        while (await rows.ReadAsync(ct))
        {
            if (rows.GetGuid(0) != entry)
            {
                entry = rows.GetGuid(0);
                entries++;
                await journal.EntryAsync(
                    rows.GetFieldValue<DateOnly>(1), rows.GetGuid(0), rows.GetString(2), rows.GetString(3));
            }

            var amount = new Usd(rows.GetInt64(9));
            var isDebit = rows.GetString(8) == "debit";
            lines++;
            debits += isDebit ? amount : Usd.Zero;
            await journal.LineAsync(
                HledgerText.AccountName(rows.GetString(4), rows.GetString(5), rows.GetString(6), rows.GetString(7)),
                isDebit ? amount : -amount);
        }

        return new Exported(entries, lines, debits);
    }

    private static async Task<NpgsqlDataReader> AskAsync(
        NpgsqlConnection connection, string sql, Request request, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = request.FirstDay }, new() { Value = request.LastDay } },
            CommandTimeout = 0,
        };
        return await command.ExecuteReaderAsync(ct);
    }

    /// <param name="Format">"hledger"; "csv" and "peoplesoft" are still to come.</param>
    /// <param name="FirstDay">First business date.</param>
    /// <param name="LastDay">Last business date, included.</param>
    /// <param name="To">Where the text goes, entry by entry.</param>
    public sealed record Request(string Format, DateOnly FirstDay, DateOnly LastDay, TextWriter To);

    /// <summary>What was written.</summary>
    public sealed record Exported(int Entries, int Lines, Usd Debits);
}

/// <summary>
/// The plain-text accounting form of hledger: debits positive, credits negative. Its punctuation (; : | and runs of
/// spaces) cannot be escaped, so text that has it is written without.
/// </summary>
internal sealed class HledgerText(TextWriter to)
{
    public static string AccountName(string fund, string fundName, string glAccount, string glName) =>
        $"{fund} {Plain(fundName, ':')}:{glAccount} {Plain(glName, ':')}";

    public async Task BeginAsync(DateOnly first, DateOnly last) => await to.WriteAsync(
        $"; Journal, {Day(first)} to {Day(last)}. Debits are positive.\n\ndecimal-mark .\ncommodity $1000.00\n\n");

    public async Task DeclareAsync(string account, string kind) => await to.WriteAsync(
        $"account {account}  ; type: {TypeOf(kind)}\n");

    public async Task EntryAsync(DateOnly day, Guid id, string kind, string memo) => await to.WriteAsync(
        $"\n{Day(day)} * ({id}) {Plain(kind)} - {Plain(memo)}\n");

    public async Task LineAsync(string account, Usd amount) => await to.WriteAsync(
        $"    {account}  ${amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture)}\n");

    /// <summary>One line, single spaces, none of hledger's signs.</summary>
    private static string Plain(string text, params ReadOnlySpan<char> also)
    {
        var plain = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            var kept = c switch
            {
                ';' => ',',
                '|' => '/',
                _ when also.Contains(c) => '-',
                _ when char.IsControl(c) || char.IsWhiteSpace(c) => ' ',
                _ => c,
            };
            if (kept != ' ' || (plain.Length > 0 && plain[^1] != ' '))
            {
                plain.Append(kept);
            }
        }

        return plain.ToString().TrimEnd();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static char TypeOf(string kind) => kind switch
    {
        "asset" => 'A',
        "liability" => 'L',
        "revenue" => 'R',
        "expense" => 'X',
        _ => throw new InvalidOperationException($"Unknown kind of GL account {kind}."),
    };
}
