using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Checks;

/// <summary>A refund's check from its number to the bank's statement, and all that may go wrong with it.</summary>
public sealed class CheckTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task Printed_mailed_and_paid_it_confirms_its_refund()
    {
        var refund = await IssuedAsync(25_00);
        var check = await town.CheckOfAsync(refund.Id);
        Assert.Equal("Check_OtherStock", Refused(await PrintAsync(check.Number + 1)));
        while ((await WaitingAsync(town.Sender))[0].Number is var first && first < check.Number)
        {
            City.Done(await PrintAsync(first));
        }

        var form = new PrintChecks.Request(Guid.CreateVersion7(), check.Number, town.Sender);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PrintAsync(form)));
        Assert.All(runs, r => Assert.Equal(form.OperationId, City.Done(r).Id));
        Assert.True(City.Done(runs[0]).Pdf.AsSpan().StartsWith("%PDF"u8));
        City.Done(await MailAsync(form.OperationId));
        City.Done(await MailAsync(form.OperationId));
        Assert.Equal("Check_Reconciler", Refused(await ClearAsync(check, town.Sender)));
        Assert.Equal("ck_bank_check_reconciler", await PokeAsync($"""
            update bank_check set state = 'cleared', changed_by = '{town.Sender.Name}' where id = '{check.Id}'
            """));
        Assert.Equal("Check_OtherAmount", Refused(await ClearAsync(check, town.Reconciler, 24_99)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            async _ => City.Done(await ClearAsync(check, town.Reconciler))));

        Assert.Equal(RefundState.Confirmed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(
            [CheckState.Issued, CheckState.Printed, CheckState.Mailed, CheckState.Cleared],
            await City.ReadAsync(db => db.Set<BankCheckEvent>().Where(e => e.CheckId == check.Id)
                .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.State).ToListAsync()));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_run_ends_before_a_number_that_is_not_in_it()
    {
        await PrintedAsync(await IssuedAsync(25_00));
        var (one, spoiled, three) = (await IssuedAsync(25_00), await IssuedAsync(35_00), await IssuedAsync(45_00));
        var first = await town.CheckOfAsync(one.Id);
        City.Done(await VoidAsync(await town.CheckOfAsync(spoiled.Id)));

        var run = City.Done(await PrintAsync(first.Number));

        Assert.Equal((1, first.Number, first.Number), (run.Checks, run.FirstNumber, run.LastNumber));
        var after = await town.CheckOfAsync(three.Id);
        Assert.Equal((CheckState.Issued, first.Number + 2), (after.State, after.Number));
        Assert.Equal(after.Number, City.Done(await PrintAsync(after.Number)).FirstNumber);
    }

    [Fact]
    public async Task Abroad_its_address_names_the_country()
    {
        var account = await town.OverpaidInCashAsync(25_00);
        await City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId).ExecuteUpdateAsync(c => c
            .SetProperty(x => x.MailingLine1, "Calle Mayor 5").SetProperty(x => x.MailingCity, "28013 Madrid")
            .SetProperty(x => x.MailingState, "").SetProperty(x => x.MailingPostalCode, "")
            .SetProperty(x => x.MailingCountry, "ES")));

        var refund = await town.IssuedAsync(account, 25_00);

        Assert.Equal("Calle Mayor 5\n28013 Madrid\nSPAIN", (await town.CheckOfAsync(refund.Id)).Address);
    }

    [Fact]
    public async Task Who_asked_for_a_refund_or_approved_it_does_not_print_its_check()
    {
        var refund = await IssuedAsync(25_00);
        var check = await town.CheckOfAsync(refund.Id);

        Assert.DoesNotContain(await WaitingAsync(town.Asker), w => w.CheckId == check.Id);
        Assert.DoesNotContain(await WaitingAsync(town.Supervisor), w => w.CheckId == check.Id);
        Assert.Contains(await WaitingAsync(town.Reconciler), w => w.CheckId == check.Id);
        Assert.Equal("ck_bank_check_printer", await PokeAsync($"""
            update bank_check set state = 'printed', run_id = (select id from check_run limit 1),
              changed_by = '{town.Asker.Name}' where id = '{check.Id}'
            """));
    }

    [Fact]
    public async Task Voided_its_number_stays_and_another_takes_its_place_once()
    {
        var refund = await IssuedAsync(25_00);
        var check = await town.CheckOfAsync(refund.Id);
        Assert.Equal("Check_WhyMissing", Refused(await VoidAsync(check, " ")));
        City.Done(await VoidAsync(check));
        await City.AssertBooksAsync();
        Assert.Equal("Refund_ThirdPerson", Refused(await ReissueAsync(check, town.Asker)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => City.Done(await ReissueAsync(check, town.Sender))));

        var next = await town.CheckOfAsync(refund.Id);
        Assert.Equal((check.Id, check.Amount), (next.ReplacesId, next.Amount));
        Assert.True(next.Number > check.Number);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task One_that_is_out_is_stopped_and_replaced_only_when_the_bank_has_confirmed()
    {
        var check = await MailedAsync(25_00);
        Assert.Equal("Check_CannotMove", Refused(await VoidAsync(check)));
        Assert.Equal("Check_CannotMove", Refused(await ReissueAsync(check, town.Sender)));
        Assert.Equal("ck_bank_check_moves", await PokeAsync(
            $"update bank_check set state = 'reissued' where id = '{check.Id}'"));
        City.Done(await StopAsync(check));
        Assert.Equal("Check_CannotMove", Refused(await ReissueAsync(check, town.Sender)));
        Assert.Equal("Check_ReferenceMissing", Refused(await AnswerAsync(check, true, " ")));
        City.Done(await AnswerAsync(check, false));
        City.Done(await StopAsync(check));
        City.Done(await AnswerAsync(check, true));
        await City.AssertBooksAsync();

        City.Done(await ReopenAsync(check));
        City.Done(await ReopenAsync(check));

        Assert.Equal(RefundState.Failed, (await town.ReadAsync(check.RefundId)).State);
        var account = (await town.ReadAsync(check.RefundId)).CustomerAccountId;
        Assert.Equal(-25_00, (await City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Id == account)))
            .Balance.Cents);
        Assert.Equal("ck_bank_check_within_refund", (await ReissueFaultAsync(check)).ConstraintName);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task After_180_days_it_is_stale_and_may_be_replaced_or_paid_after_all()
    {
        var (paid, replaced) = (await MailedAsync(25_00), await MailedAsync(35_00));
        City.Clock.Advance(TimeSpan.FromDays(181));
        await Task.WhenAll(MarkStaleAsync(), MarkStaleAsync());

        Assert.Equal(CheckState.Stale, await StateAsync(paid));
        await City.AssertBooksAsync();
        City.Done(await ClearAsync(paid, town.Reconciler));
        City.Done(await ReissueAsync(replaced, town.Sender));

        Assert.Equal(CheckState.Issued, (await town.CheckOfAsync(replaced.RefundId)).State);
        Assert.Equal(0, await MarkStaleAsync());
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task The_bank_is_told_of_a_day_and_of_what_was_voided_on_it()
    {
        var refund = await IssuedAsync(112_52);
        var check = await town.CheckOfAsync(refund.Id);
        await PrintedAsync(refund);
        City.Done(await VoidAsync(check));

        var file = City.Done(await City.ReadAsync(
            db => CheckRegister.PositivePayOfAsync(db, "refunds", City.Today, default)));

        var line = $"000123456789,{check.Number},{City.Today:MMddyy},112.52,ROSA DELGADO\r\n";
        Assert.Contains($"I,{line}", file, StringComparison.Ordinal);
        Assert.Contains($"C,{line}", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_closed_period_nothing_is_approved_or_sent()
    {
        var account = await town.OverpaidInCashAsync(25_00);
        var refund = City.Done(await town.RequestAsync(town.Form(account, 25_00)));
        var approved = await IssuableAsync();
        await PeriodAsync("closed");

        Assert.Equal("Ledger_PeriodClosed", Refused(await town.ApproveAsync(refund, town.Supervisor)));
        Assert.Equal("Ledger_PeriodClosed", Refused(await town.IssueAsync(approved)));
        Assert.Equal("Ledger_PeriodClosed", Refused(await town.CancelAsync(approved, town.Asker)));
        await PeriodAsync("open");
        City.Done(await town.ApproveAsync(refund, town.Supervisor));
    }

    private async Task<Refund> IssuableAsync() =>
        await town.ApprovedAsync(await town.OverpaidInCashAsync(25_00), 25_00);

    private async Task<Refund> IssuedAsync(long cents) =>
        await town.IssuedAsync(await town.OverpaidInCashAsync(cents), cents);

    /// <summary>Whatever waits before it is printed too.</summary>
    private async Task<BankCheck> PrintedAsync(Refund refund)
    {
        while (await town.CheckOfAsync(refund.Id) is var check)
        {
            if (check.State != CheckState.Issued) { return check; }

            City.Done(await PrintAsync((await WaitingAsync(town.Sender))[0].Number));
        }

        throw new InvalidOperationException("It has a check.");
    }

    private async Task<BankCheck> MailedAsync(long cents)
    {
        var refund = await IssuedAsync(cents);
        var check = await PrintedAsync(refund);
        City.Done(await MailAsync(check.RunId!.Value));
        return await town.CheckOfAsync(refund.Id);
    }

    private Task<IReadOnlyList<PrintChecks.Waiting>> WaitingAsync(Actor by) =>
        City.AskAsync<PrintChecks, IReadOnlyList<PrintChecks.Waiting>>(act => act.MayPrintAsync(by, default));

    private Task<Outcome<CheckRun>> PrintAsync(long first) =>
        PrintAsync(new PrintChecks.Request(Guid.CreateVersion7(), first, town.Sender));

    private Task<Outcome<CheckRun>> PrintAsync(PrintChecks.Request form) =>
        City.AskAsync<PrintChecks, Outcome<CheckRun>>(act => act.RunAsync(form, default));

    private Task<Outcome<int>> MailAsync(Guid run) =>
        City.AskAsync<MailChecks, Outcome<int>>(act => act.RunAsync(new(run, town.Sender), default));

    private Task<Outcome<BankCheck>> ClearAsync(BankCheck check, Actor by, long? cents = null) =>
        City.AskAsync<ClearCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, cents is { } paid ? new Usd(paid) : check.Amount, by), default));

    private Task<Outcome<BankCheck>> VoidAsync(BankCheck check, string why = "Torn") =>
        City.AskAsync<VoidCheck, Outcome<BankCheck>>(act => act.RunAsync(new(check.Id, why, town.Sender), default));

    private Task<Outcome<BankCheck>> StopAsync(BankCheck check) =>
        City.AskAsync<StopCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Lost in the mail", town.Sender), default));

    private Task<Outcome<BankCheck>> AnswerAsync(BankCheck check, bool confirmed, string reference = "SP-1") =>
        City.AskAsync<AnswerStop, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, confirmed, reference, town.Reconciler), default));

    private Task<Outcome<BankCheck>> ReissueAsync(BankCheck check, Actor by) =>
        City.AskAsync<ReissueCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Did not arrive", by), default));

    private Task<PostgresException> ReissueFaultAsync(BankCheck check) =>
        Assert.ThrowsAsync<PostgresException>(async () =>
        {
            try
            {
                await ReissueAsync(check, town.Sender);
            }
            catch (DbUpdateException fault) when (fault.InnerException is PostgresException named)
            {
                throw named;
            }
        });

    private Task<Outcome<BankCheck>> ReopenAsync(BankCheck check) =>
        City.AskAsync<ReopenCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "They wait for the next bill", town.Sender), default));

    private Task<int> MarkStaleAsync() => City.AskAsync<MarkStaleChecks, int>(act => act.RunAsync(default));

    private Task<CheckState> StateAsync(BankCheck check) =>
        City.ReadAsync(db => db.Set<BankCheck>().Where(c => c.Id == check.Id).Select(c => c.State).SingleAsync());

    private async Task PeriodAsync(string state)
    {
        await using var command = City.Database.App.CreateCommand(
            $"update accounting_period set state = '{state}' where starts_on = '{City.Today:yyyy-MM}-01'");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> PokeAsync(string sql)
    {
        await using var command = City.Database.App.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
