using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Ledger;

/// <summary>
/// Random histories of bill, pay, overpay, take back and bill again (which puts credits to work), played by eight
/// actors at once on few accounts while connections are killed under them.
/// </summary>
public sealed class LedgerPropertyTests
{
    private const int Histories = 1000;
    private const int Actors = 8;

    private enum Step
    {
        Bill,
        PayPart,
        PayAll,
        Overpay,
        TakeBack,
        PayTwiceAtOnce,
        KillConnections,
    }

    [Fact]
    public async Task After_a_thousand_random_histories_by_eight_actors_the_books_hold()
    {
        await using var city = await City.CreateAsync();
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 12; i++)
        {
            accounts.Add(await city.AccountAsync());
        }

        var history = Gen.Choose(2, 6).SelectMany(n => Gen.ArrayOf(
            Gen.Zip(
                Gen.Frequency(
                    (30, Gen.Constant(Step.Bill)), (20, Gen.Constant(Step.PayPart)), (15, Gen.Constant(Step.PayAll)),
                    (15, Gen.Constant(Step.Overpay)), (15, Gen.Constant(Step.TakeBack)),
                    (5, Gen.Constant(Step.PayTwiceAtOnce)), (1, Gen.Constant(Step.KillConnections))),
                Gen.Choose(1, 200_00)),
            n));
        var histories = Gen.Sample(history, Histories).ToArray();

        for (var round = 0; round < Histories; round += Actors)
        {
            await Task.WhenAll(Enumerable.Range(round, Math.Min(Actors, Histories - round))
                .Select(n => PlayAsync(city, accounts[n % accounts.Count], histories[n])));
            if (round % (Actors * 5) == 0)
            {
                await city.AssertBooksAsync();
            }
        }

        await city.AssertBooksAsync();

        Assert.True(await city.ReadAsync(db => db.PaymentReversals.CountAsync()) > 50);
        Assert.True(await city.ReadAsync(db => db.JournalEntries.CountAsync(e => e.Kind == "credit_applied")) > 50);
    }

    private static async Task PlayAsync(City city, CustomerAccount account, (Step Step, int Cents)[] history)
    {
        foreach (var (step, cents) in history)
        {
            try
            {
                await ActAsync(city, account, step, new Usd(cents));
                await AssertStepAsync(city, account);
            }
            catch (Exception fault) when (IsLostConnection(fault))
            {
                // The process died in the middle of an act; whatever it had not committed never was.
            }
        }
    }

    private static async Task ActAsync(City city, CustomerAccount account, Step step, Usd amount)
    {
        var owed = await city.BalanceAsync(account);
        var operation = Guid.CreateVersion7();
        switch (step)
        {
            case Step.Bill: await BillAsync(city, account, amount); break;
            case Step.PayPart: await city.PayAsync(account, new Usd(amount.Cents / 3 + 1)); break;
            case Step.PayAll when owed.IsPositive: await city.PayAsync(account, owed); break;
            case Step.Overpay: await city.PayAsync(account, Usd.Max(owed, Usd.Zero) + amount); break;
            case Step.TakeBack: await TakeBackAnyAsync(city, account, amount.Cents); break;
            case Step.PayTwiceAtOnce:
                await Task.WhenAll(
                    city.PayAsync(account, amount, operation), city.PayAsync(account, amount, operation));
                break;
            case Step.KillConnections: await city.KillConnectionsAsync(); break;
        }
    }

    /// <summary>A month of the account's own, so that actors bill one account at the same time.</summary>
    private static async Task BillAsync(City city, CustomerAccount account, Usd amount)
    {
        var from = new DateOnly(1900, 1, 1).AddDays(Random.Shared.Next(200_000));
        var charge = (UtilityService service, string fund, string gl, long cents) => new PricedCharge(
            "test", ChargeKind.Service, service, null, null, new Usd(cents), fund, gl, "{}");
        City.Done(await city.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, from, from.AddDays(30), city.Today.AddDays(21),
                [
                    charge(UtilityService.Water, "510", "4010", amount.Cents / 2),
                    charge(UtilityService.Sewer, "520", "4020", amount.Cents - amount.Cents / 2),
                ],
                [], Actor.System),
            default)));
    }

    private static async Task TakeBackAnyAsync(City city, CustomerAccount account, long pick)
    {
        var payments = await city.ReadAsync(db =>
            db.Payments.Where(p => p.CustomerAccountId == account.Id).Select(p => p.Id).ToListAsync());
        if (payments.Count > 0)
        {
            await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
                new(payments[(int)(pick % payments.Count)], "Taken back", Actor.System), default));
        }
    }

    private static bool IsLostConnection(Exception? fault) => fault switch
    {
        null => false,
        PostgresException refused => refused.SqlState == PostgresErrorCodes.AdminShutdown,
        NpgsqlException => true,
        InvalidOperationException { Message: "Connection is not open" } => true,
        _ => IsLostConnection(fault.InnerException),
    };

    /// <summary>
    /// After one step, while the other actors go on: debits are credits, the account's controls are its subledgers, and
    /// what was billed is paid or open. One statement, so one snapshot.
    /// </summary>
    private static async Task AssertStepAsync(City city, CustomerAccount account)
    {
        await using var command = city.Database.App.CreateCommand("""
            with line as (
              select gl_account, customer_account_id,
                case side when 'debit' then amount_cents else -amount_cents end as cents
              from journal_line),
            mine as (select * from line where customer_account_id = $1)
            select
              (select coalesce(sum(cents), 0) from line),
              (select coalesce(sum(cents), 0) from mine where gl_account = '1110')
                - (select coalesce(sum(open_cents), 0) from open_item where customer_account_id = $1),
              (select coalesce(sum(cents), 0) from mine where gl_account = '2120')
                + (select coalesce(sum(unapplied_cents), 0) from payment where customer_account_id = $1),
              (select coalesce(sum(cents), 0) from mine) - (select balance_cents from customer_account where id = $1),
              (select coalesce(sum(amount_cents - open_cents), 0) from open_item where customer_account_id = $1)
                - (select coalesce(sum(case when reverses_id is null then amount_cents else -amount_cents end), 0)
                   from allocation where customer_account_id = $1)
            """);
        command.Parameters.Add(new() { Value = account.Id });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.Equal(
            [0m, 0m, 0m, 0m, 0m],
            Enumerable.Range(0, reader.FieldCount)
                .Select(i => Convert.ToDecimal(reader.GetValue(i), CultureInfo.InvariantCulture)));
    }
}
