using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Arrangements;

/// <summary>A bill asks for what is due: not for what may be paid later, nor for what is in dispute.</summary>
public sealed class AskedForTests
{
    private static readonly BillPdf Printer = new(SampleBill.City, new("https://pay.alderfalls.example/pay"));

    [PdfFact]
    public async Task The_mail_and_the_paper_ask_for_what_is_due_and_say_what_waits()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountAsync(email: "rosa@example.com");
        await city.BillAsync(account, new Usd(300_00));
        City.Done(await city.ArrangeAsync(account, months: 3));
        var next = (await city.ArrangementAsync(account)).Installments.Min(i => i.DueOn);

        var bill = await city.BillAsync(account, new Usd(60_00));

        var mail = await MailOfAsync(city, bill);
        Assert.Contains("ready: $60.00 due", mail.Subject, StringComparison.Ordinal);
        foreach (var part in new[]
        {
            "Owed in all $360.00", "Under your payment agreement, asked for later −$300.00", "Asked for now $60.00",
            "The next payment of your agreement is $100.00",
        })
        {
            Assert.Contains(Squeezed(part), Squeezed(mail.Text), StringComparison.Ordinal);
        }

        var statement = await StatementAsync(city, bill);
        Assert.Equal(
            (new Usd(60_00), new Usd(360_00), new Usd(300_00), next),
            (statement.AmountDue, statement.Owed, statement.Wait!.Arranged, statement.Wait.ArrangedOn));
        var english = Squeezed(PdfReader.Text(Printer.Make(statement, CultureInfo.GetCultureInfo("en-US"))));
        Assert.Contains(Squeezed("Amount due $60.00"), english, StringComparison.Ordinal);
        Assert.Contains(Squeezed("Owed in all $360.00"), english, StringComparison.Ordinal);
        Assert.Contains(Squeezed("next payment of it: $100.00 on"), english, StringComparison.Ordinal);
        Assert.Contains(Squeezed("Asked for now $60.00"), english, StringComparison.Ordinal);
        var spanish = Squeezed(PdfReader.Text(Printer.Make(statement, CultureInfo.GetCultureInfo("es-US"))));
        Assert.Contains(Squeezed("Se cobra ahora $60.00"), spanish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_falls_due_of_an_arrangement_by_the_bills_day_is_asked_for_with_it()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountOwingAsync(300.00m);
        City.Done(await city.ArrangeAsync(account, months: 3));
        city.Days(20);

        var bill = await city.BillAsync(account, new Usd(60_00));

        var statement = await StatementAsync(city, bill);
        Assert.Equal((new Usd(160_00), new Usd(200_00)), (statement.AmountDue, statement.Wait!.Arranged));
        var asking = await AskingAsync(city, account);
        Assert.Equal(
            (new Usd(160_00), new Usd(200_00), new Usd(100_00), new Usd(360_00)),
            (asking.Asked, asking.Arranged, asking.ArrangedNext, asking.Owed));
    }

    [Fact]
    public async Task What_is_disputed_is_not_asked_for_and_the_bill_reads_the_same_when_it_is_decided()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync(email: "rosa@example.com");
        var first = await city.BillAsync(account, new Usd(60_00));
        var rosa = await city.ResidentAsync("Rosa", account);
        var dispute = City.Done(await city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), rosa.Id, first.Id, [1], "I was away.", []), default)));

        var bill = await city.BillAsync(account, new Usd(40_00));

        Assert.Contains("ready: $70.00 due", (await MailOfAsync(city, bill)).Subject, StringComparison.Ordinal);
        Assert.Contains("In dispute", (await MailOfAsync(city, bill)).Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(70_00), (await AskingAsync(city, account)).Asked);
        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), dispute.Id, rosa.Id), default)));
        Assert.Equal(new Usd(70_00), (await StatementAsync(city, bill)).AmountDue);
        Assert.Equal(new Usd(100_00), (await AskingAsync(city, account)).Asked);
    }

    private static async Task<AccountAsking> AskingAsync(City city, CustomerAccount account) =>
        (await city.ReadAsync(db => AccountAsking.OfAsync(db, [account.Id], city.Today, default)))[account.Id];

    private static Task<OutboxLine> MailOfAsync(City city, Bill bill) => city.ReadAsync(db => db.OutboxMails
        .Where(m => m.DedupeKey == "bill_ready:" + bill.Id).Select(m => new OutboxLine(m.Subject, m.Text))
        .SingleAsync());

    private static async Task<BillStatement> StatementAsync(City city, Bill bill) =>
        (await city.ReadAsync(db => BillStatement.ForAsync(db, db.CustomerAccounts, bill.Id, default)))!;

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private sealed record OutboxLine(string Subject, string Text);
}
