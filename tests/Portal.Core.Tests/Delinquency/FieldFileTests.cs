using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Testing;

namespace Portal.Core.Tests.Delinquency;

/// <summary>What a crew wrote in a file is checked whole and recorded whole.</summary>
public sealed class FieldFileTests
{
    [Fact]
    public async Task A_file_records_all_of_its_lines_or_none()
    {
        var town = await LadderTown.CreateAsync();
        var account = await town.City.AccountOwingAsync(184.10m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        var order = await town.OrderAsync(account);
        City.Done(await town.DispatchAsync(order.Id));

        var number = account.Number;
        var faults = Refused(await TakeAsync(
            town, $"account,result,why\n{number},off,\n1,off,\n{number},gone,\n{number},not,\n"));
        Assert.Equal(["Field_Line", "Field_Line", "Field_Line"], faults.All.Select(f => f.Key));
        Assert.Equal(3L, faults.All.First().Values[0]);
        Assert.Equal(OrderState.Dispatched, (await town.OrderAsync(account)).State);

        Assert.Equal(1, City.Done(await TakeAsync(town, $"why,account,result\r\n\"dry, off\",{number},OFF\r\n")));
        Assert.Equal(CaseState.Disconnected, (await town.CaseAsync(account))!.State);
        Assert.Contains("shut_off_done", await LettersAsync(town, account));
        Refused(await TakeAsync(town, $"account,result,why\n{account.Number},off,\n"));

        await town.City.PayAsync(account, new Usd(184_10));
        Assert.Equal(1, City.Done(await TakeAsync(town, $"account,result,why\n{account.Number},on,\n")));
        Assert.Equal(CaseState.Current, (await town.CaseAsync(account))!.State);
        Assert.Contains("restored", await LettersAsync(town, account));
        Assert.Equal(0, await town.City.ReadAsync(db => db.OfficeTasks.CountAsync(t => t.Kind == "shut_off_letter")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("account,result\n1,off\n")]
    [InlineData("account,result,why\n")]
    [InlineData("account,result,why\n\"1,off,\n")]
    [InlineData("account,result,why\n1,off\n")]
    [InlineData("account,result,why\n=1+1,off,\n")]
    public async Task What_is_no_such_file_is_told(string file)
    {
        var town = await LadderTown.CreateAsync();

        Assert.NotEmpty(Refused(await TakeAsync(town, file)).Reason);
    }

    /// <summary>The kinds of letters that go on paper too.</summary>
    private static Task<List<string>> LettersAsync(LadderTown town, CustomerAccount account) =>
        town.City.ReadAsync(db => db.Set<Notice>().Where(n => n.CustomerAccountId == account.Id
            && db.Set<NoticePaper>().Any(p => p.NoticeId == n.Id)).Select(n => n.Kind).ToListAsync());

    private static Refusal Refused(Outcome<int> outcome) => Assert.IsType<Outcome<int>.Refused>(outcome).Refusal;

    private static Task<Outcome<int>> TakeAsync(LadderTown town, string file) =>
        town.City.AskAsync<RecordFieldFile, Outcome<int>>(act => act.RunAsync(
            new(new MemoryStream(Encoding.UTF8.GetBytes(file)), LadderTown.Ann), default));
}
