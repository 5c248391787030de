using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Exceptions;

/// <summary>A read that no rule found can be doubted, decided, and doubted again.</summary>
public sealed class DoubtReadTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task A_usual_read_is_doubted_corrected_and_doubted_again_and_holds_its_account_meanwhile()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 10m);
        var read = await ReadAsync(point);

        var doubted = City.Done(await DoubtAsync(point, read));
        await JudgeAsync(point);
        Assert.Equal("reported", await HeldAsync(point));
        City.Done(await city.AskAsync<OverrideRead, Outcome<ReadException>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), doubted.Id, 1_131m, OverrideReason.Misread, null, Terry), default)));
        Assert.Equal("", await HeldAsync(point));
        var again = City.Done(await DoubtAsync(point, read));

        Assert.Equal((doubted.Id, ReadExceptionState.Open), (again.Id, again.State));
        Assert.Equal("reported", await HeldAsync(point));
    }

    [Fact]
    public async Task Eight_at_once_doubt_once()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 10m);
        var read = await ReadAsync(point);

        var doubts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DoubtAsync(point, read)));

        Assert.Single(doubts.Select(d => City.Done(d).Id).Distinct());
        Assert.Equal(1, await city.ReadAsync(db => db.Set<ReadException>().CountAsync(
            e => e.ServicePointId == point.Id && e.Rule == ReadRule.Reported)));
    }

    [Fact]
    public async Task A_billed_read_anothers_and_one_without_a_note_are_not_doubted()
    {
        var (point, other) = (
            await MeteredPoint.WithAsync(city, "10*12", 10m), await MeteredPoint.WithAsync(city, "10*12", 10m));
        var billed = await city.ReadAsync(db => db.MeterReads.Where(r => r.ServicePointId == point.Id)
            .OrderByDescending(r => r.ReadOn).Skip(1).Select(r => r.Id).FirstAsync());

        Assert.Equal("Reads_Billed", Key(await DoubtAsync(point, billed)));
        Assert.Equal("Reads_NoException", Key(await DoubtAsync(point, await ReadAsync(other))));
        Assert.Equal("Reads_ReasonMissing", Key(await DoubtAsync(point, await ReadAsync(point), " ")));
    }

    private Task<Outcome<ReadException>> DoubtAsync(MeteredPoint point, Guid read, string note = "Swapped digits") =>
        city.AskAsync<DoubtRead, Outcome<ReadException>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), point.AccountId, read, note, Terry), default));

    private Task<Guid> ReadAsync(MeteredPoint point) => city.ReadAsync(db => db.MeterReads
        .Where(r => r.ServicePointId == point.Id).OrderByDescending(r => r.ReadOn).Select(r => r.Id).FirstAsync());

    private Task<ValidateReads.Counts> JudgeAsync(MeteredPoint point) =>
        city.AskAsync<ValidateReads, ValidateReads.Counts>(
            act => act.RunAsync(new(ServicePointId: point.Id), default));

    private static Task<string> HeldAsync(MeteredPoint point) => point.TextAsync($"""
        select coalesce(string_agg(rule, ', '), '') from account_held_for_billing
        where customer_account_id = '{point.AccountId}'
        """);

    private static string Key(Outcome<ReadException> outcome) =>
        Assert.IsType<Outcome<ReadException>.Refused>(outcome).Refusal.Key;
}
