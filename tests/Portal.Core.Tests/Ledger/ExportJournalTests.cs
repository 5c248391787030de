using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Ledger;

/// <summary>hledger, which we did not write, reads the journal and comes to the same balances.</summary>
public sealed class ExportJournalTests(ExportJournalTests.StrangeCity books)
    : IClassFixture<ExportJournalTests.StrangeCity>
{
    private static readonly DateOnly Always = new(2024, 1, 1);

    [Fact]
    public async Task Hledger_accepts_every_rule_of_its_strict_check()
    {
        var (exit, _, errors) = await HledgerAsync(await books.ExportAsync(Always), "check", "--strict");

        Assert.Equal("", errors);
        Assert.Equal(0, exit);
    }

    [Fact]
    public async Task Hledger_comes_to_the_trial_balance()
    {
        var (exit, answer, errors) = await HledgerAsync(
            await books.ExportAsync(Always), "balance", "--flat", "--no-total", "--empty",
                "--layout=bare", "-O", "csv");

        var ours = await books.TrialAsync();
        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal(
            ours.Rows.Select(r => $"{r.Fund}/{r.GlAccount} {(r.Debit - r.Credit).ToDollars():0.00}").Order(),
            answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Balance).Order());
        Assert.Equal(ours.Debits, ours.Credits);
    }

    [Fact]
    public async Task The_same_span_gives_the_same_bytes()
    {
        var first = await books.ExportAsync(Always);

        Assert.Equal(first, await books.ExportAsync(Always));
    }

    [Fact]
    public async Task A_day_without_entries_is_an_empty_journal_that_still_checks()
    {
        var text = await books.ExportAsync(new(2024, 1, 1), new(2024, 1, 1));

        Assert.DoesNotContain("  $", text, StringComparison.Ordinal);
        Assert.Equal(0, (await HledgerAsync(text, "check", "--strict")).Exit);
    }

    [Theory]
    [InlineData("csv", "Export_FormatLater")]
    [InlineData("peoplesoft", "Export_FormatLater")]
    [InlineData("excel", "Export_FormatUnknown")]
    public async Task Other_formats_are_refused_in_words(string format, string key)
    {
        var outcome = await books.RunAsync(new(format, Always, Always, TextWriter.Null));

        Assert.Equal(key, Assert.IsType<Outcome<ExportJournal.Exported>.Refused>(outcome).Refusal.Key);
    }

    [Fact]
    public async Task A_span_that_ends_before_it_begins_is_refused()
    {
        var outcome = await books.RunAsync(new("hledger", Always.AddDays(1), Always, TextWriter.Null));

        Assert.Equal(
            "Export_SpanReversed", Assert.IsType<Outcome<ExportJournal.Exported>.Refused>(outcome).Refusal.Key);
    }

    /// <summary>"510 Water:1110 Accounts receivable","$","37.58" as 510/1110 37.58.</summary>
    private static string Balance(string line)
    {
        var cells = line.Trim('"').Split("\",\"");
        var (fund, account) = (cells[0].Split(':')[0], cells[0].Split(':')[1]);
        var amount = decimal.Parse(cells[^1], CultureInfo.InvariantCulture);
        return $"{fund[..3]}/{account[..4]} {amount:0.00}";
    }

    private static async Task<(int Exit, string Answer, string Errors)> HledgerAsync(
        string journal, params string[] ask)
    {
        var start = new ProcessStartInfo("hledger", ["-f", "-", .. ask])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var hledger = Process.Start(start)!;
        var answer = hledger.StandardOutput.ReadToEndAsync();
        var errors = hledger.StandardError.ReadToEndAsync();
        await hledger.StandardInput.WriteAsync(journal);
        hledger.StandardInput.Close();
        await hledger.WaitForExitAsync();
        return (hledger.ExitCode, await answer, await errors);
    }

    /// <summary>Bills, payments, an overpayment, memos and names made of hledger's own punctuation.</summary>
    public sealed class StrangeCity : IAsyncLifetime, IAsyncDisposable
    {
        private readonly City _city = new();

        public async Task InitializeAsync()
        {
            await _city.InitializeAsync();
            await RenameAsync("update fund set name = 'Water; wells | \"springs\": all  of (it)' where code = '510'");
            await RenameAsync("update gl_account set name = E'Cash,\tpooled ; $5 = $5 @ €1 ; 王' where code = '1020'");
            var rosa = await _city.AccountOwingAsync(112.52m, "Rosa; | (Delgado) $5\n  2026-01-01");
            await _city.PayAsync(rosa, new Usd(200_00));
            await _city.BillAsync(rosa, new Usd(33_33));
            var payer = await _city.AccountOwingAsync(0.05m, "! * (x)");
            await _city.PayAsync(payer, new Usd(4));
            string[] memos = [
                "; a comment", "! * (code) | note", "tab\tand\nline\r\n    100 X:1 Y  $5", "=0 @ 1", "", "\u00a0;"];
            foreach (var memo in memos)
            {
                await PostAsync(memo);
            }
        }

        public async Task<string> ExportAsync(DateOnly from, DateOnly? to = null)
        {
            await using var text = new StringWriter();
            City.Done(await RunAsync(new("hledger", from, to ?? new(2028, 12, 31), text)));
            return text.ToString();
        }

        public Task<Outcome<ExportJournal.Exported>> RunAsync(ExportJournal.Request request) =>
            _city.ReadAsync(db => new ExportJournal(db).RunAsync(request, default));

        public Task<TrialBalance> TrialAsync() =>
            _city.ReadAsync(db => TrialBalance.OnAsync(db, new(2028, 12, 31), default));

        public Task DisposeAsync() => _city.DisposeAsync();

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        private Task<bool> PostAsync(string memo) => _city.ReadAsync(async db =>
        {
            await using var tx = await db.Database.BeginTransactionAsync();
            await new PostJournalEntry(db).RunAsync(
                JournalEntry.Of(
                    new(Guid.CreateVersion7(), "strange; kind", memo, _city.Today, _city.Clock.GetUtcNow(),
                        Actor.System.Name, memo),
                    JournalLine.Debit("700", GlAccounts.DepositsInTransit, new Usd(1)),
                    JournalLine.Credit("700", GlAccounts.CashPooled, new Usd(1))),
                default);
            await tx.CommitAsync();
            return true;
        });

        private async Task RenameAsync(string sql)
        {
            await using var owner = NpgsqlDataSource.Create(_city.Database.OwnerConnectionString);
            await using var command = owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
