using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Rates;

/// <summary>A version of rates is drafted by one person, released by another and never changed after.</summary>
public sealed class RateVersionTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());
    private static readonly Actor Sam = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task What_is_released_prices_from_its_day_and_a_draft_prices_nothing()
    {
        var draft = await DraftAsync("kept-water");

        Assert.DoesNotContain((await BookAsync()).Schedules, s => s.Id == "kept-water");
        Assert.Equal((RateState.Draft, 1), (draft.State, draft.Version));
        var released = City.Done(await ReleaseAsync(draft, Sam));

        Assert.Equal((RateState.Released, Sam.Name), (released.State, released.ReleasedBy));
        Assert.Contains((await BookAsync()).Schedules, s => s.Id == "kept-water" && s.Version == 1);
        Assert.Equal([RateAct.Imported, RateAct.Released], await HistoryAsync(draft));
        var detail = $$"""{"Id": "{{draft.Id}}"}""";
        Assert.Equal(
            ["RatesImported", "RatesReleased"],
            await city.ReadAsync(db => db.AuditEntries.Where(a => EF.Functions.JsonContains(a.Detail, detail))
                .OrderBy(a => a.Act).Select(a => a.Act).ToListAsync()));
    }

    [Fact]
    public async Task Whoever_wrote_any_of_it_may_not_release_it()
    {
        var draft = await DraftAsync("second-person");

        Assert.Equal("Rates_SecondPerson", Refused(await ReleaseAsync(draft, Terry)));
        var edited = City.Done(await EditAsync(draft, Sam, "3.10"));

        Assert.Equal("Rates_SecondPerson", Refused(await ReleaseAsync(edited, Sam)));
        Assert.Equal("Rates_SecondPerson", Refused(await ReleaseAsync(edited, Terry)));
        City.Done(await ReleaseAsync(edited, Actor.Staff(Guid.CreateVersion7())));
    }

    [Fact]
    public async Task What_was_released_is_never_changed()
    {
        var released = City.Done(await ReleaseAsync(await DraftAsync("never-changed"), Sam));

        Assert.Equal("Rates_NotADraft", Refused(await EditAsync(released, Terry, "9.99")));
        Assert.Equal("Rates_NotADraft", Refused(await DiscardAsync(released)));
        Assert.Equal("Rates_NotADraft", Refused(await ReleaseAsync(released, Terry)));
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(
            $"update rate_schedule set effective_on = '2030-01-01' where id = '{released.Id}'");
        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal("tr_rate_schedule_keeps_released", fault.ConstraintName);
    }

    [Fact]
    public async Task The_application_role_neither_releases_its_own_draft_nor_inserts_a_released_one()
    {
        var draft = await DraftAsync("by-the-back-door");

        Assert.Equal("ck_rate_schedule_keeps_writers", await FaultAsync($"""
            update rate_schedule set drafted_by = '{"{system}"}', state = 'released', released_by = '{Terry.Name}',
              released_at = now() where id = '{draft.Id}'
            """));
        Assert.Equal("ck_rate_schedule_edit_recorded", await FaultAsync(
            $"update rate_schedule set document = '[]' where id = '{draft.Id}'"));
        Assert.Equal("ck_rate_schedule_begins_as_draft", await FaultAsync("""
            insert into rate_schedule (id, code, effective_on, document, created_at, state, released_by, released_at)
            values (gen_random_uuid(), 'back', '2020-01-01', '[]', now(), 'released', 'city', now())
            """));
    }

    [Fact]
    public async Task Two_files_that_name_schedules_in_another_order_are_drafted_at_once()
    {
        var codes = Enumerable.Range(0, 8).Select(i => $"at-once-{i}").ToList();
        var there = string.Join(", ", codes.Select(c => Schedule(c)));
        var back = string.Join(", ", codes.AsEnumerable().Reverse().Select(c => Schedule(c)));

        var drafts = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => ImportAsync($$"""{"schedules": [{{(i % 2 == 0 ? there : back)}}]}""")));

        Assert.Equal(codes.Count, drafts.Sum(d => City.Done(d).Count));
    }

    [Fact]
    public async Task A_draft_that_changed_after_it_was_looked_at_is_not_released_edited_or_discarded()
    {
        var seen = await DraftAsync("changed-meanwhile");
        City.Done(await EditAsync(seen, Terry, "4.00"));

        Assert.Equal("Rates_ChangedMeanwhile", Refused(await ReleaseAsync(seen, Sam)));
        Assert.Equal("Rates_ChangedMeanwhile", Refused(await EditAsync(seen, Terry, "5.00")));
        Assert.Equal("Rates_ChangedMeanwhile", Refused(await DiscardAsync(seen)));
    }

    [Fact]
    public async Task A_discarded_draft_frees_its_number()
    {
        var first = await DraftAsync("thrown-away");
        City.Done(await DiscardAsync(first));

        var second = await DraftAsync("thrown-away", "2.00");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(1, second.Version);
        Assert.Equal("Rates_NotADraft", Refused(await ReleaseAsync(first, Sam)));
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_another_under_its_number_is_refused()
    {
        var draft = await DraftAsync("twice");

        Assert.Empty(City.Done(await ImportAsync(Document("twice", "2.61"))));
        Assert.Equal("Rates_VersionDrafted", Refused(await ImportAsync(Document("twice", "2.62"))));
        City.Done(await ReleaseAsync(draft, Sam));
        Assert.Empty(City.Done(await ImportAsync(Document("twice", "2.61"))));
        Assert.Equal("Rates_VersionReleased", Refused(await ImportAsync(Document("twice", "2.62"))));
    }

    [Fact]
    public async Task The_next_version_begins_as_the_last_on_a_first_of_a_month()
    {
        City.Done(await ReleaseAsync(await DraftAsync("next"), Sam));

        var next = City.Done(await city.AskAsync<DraftRates, Outcome<IReadOnlyList<RateVersion>>>(
            act => act.RunAsync(new(null, "next", Terry), default)))[0];
        var again = City.Done(await city.AskAsync<DraftRates, Outcome<IReadOnlyList<RateVersion>>>(
            act => act.RunAsync(new(null, "next", Sam), default)))[0];

        Assert.Equal((2, 1), (next.Version, next.EffectiveOn.Day));
        Assert.True(next.EffectiveOn > city.Today);
        Assert.Equal(next.Id, again.Id);
        Assert.Equal(
            "Rates_NoSuchSchedule",
            Refused(await city.AskAsync<DraftRates, Outcome<IReadOnlyList<RateVersion>>>(
                act => act.RunAsync(new(null, "nowhere", Terry), default))));
    }

    [Fact]
    public async Task Settings_are_versions_too()
    {
        var draft = City.Done(await ImportAsync("""
            {"schedules": [], "settings": [{"version": 7, "effective_on": "2026-02-01", "back_billing_months": 4,
              "version_change": "prorated_by_days"}]}
            """))[0];
        City.Done(await ReleaseAsync(draft, Sam));

        var book = await BookAsync();

        Assert.Equal(VersionChange.BillDate, book.SettingsOn(new(2026, 1, 31)).VersionChange);
        Assert.Equal(
            (VersionChange.ProratedByDays, 4),
            (book.SettingsOn(new(2026, 2, 1)).VersionChange, book.SettingsOn(new(2026, 2, 1)).BackBillingMonths));
    }

    [Fact]
    public async Task Eight_releases_at_once_release_once()
    {
        var draft = await DraftAsync("raced");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            ReleaseAsync(draft, i % 2 == 0 ? Sam : Actor.Staff(Guid.CreateVersion7()))));

        Assert.Contains(outcomes, o => o is Outcome<RateVersion>.Done);
        Assert.Equal([RateAct.Imported, RateAct.Released], await HistoryAsync(draft));
    }

    [Fact]
    public async Task Eight_next_versions_at_once_are_one_draft()
    {
        City.Done(await ReleaseAsync(await DraftAsync("raced-next"), Sam));

        var drafts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            city.AskAsync<DraftRates, Outcome<IReadOnlyList<RateVersion>>>(
                act => act.RunAsync(new(null, "raced-next", Terry), default))));

        Assert.Single(drafts.Select(d => City.Done(d)[0].Id).Distinct());
    }

    [Fact]
    public async Task An_edit_keeps_to_its_schedule_and_version_and_has_no_faults()
    {
        var draft = await DraftAsync("keeps-to-itself");

        Assert.Equal("Rates_OtherVersion", Refused(await EditJsonAsync(draft, Document("other", "1.00"))));
        Assert.Equal("Rates_AtLine", Refused(await EditJsonAsync(draft, "{}")));
        Assert.Equal("Rates_NoSuchVersion", Refused(await city.AskAsync<ReleaseRates, Outcome<RateVersion>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), 0, Sam), default))));
    }

    private static string Document(string id, string rate) => $$"""{"schedules": [{{Schedule(id, rate)}}]}""";

    private static string Schedule(string id, string rate = "1.00") => $$"""
        {"id": "{{id}}", "version": 1, "effective_on": "2026-01-01", "service": "water", "class": "any",
          "unit": "CCF", "charges": [{"kind": "uniform", "code": "USE", "label": {"en": "Use", "es": "Uso"},
          "fund": "510", "gl_code": "4010", "prices": [{"rate": {{rate}}}]}]}
        """;

    private async Task<string?> FaultAsync(string sql)
    {
        await using var command = city.Database.App.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    private async Task<RateVersion> DraftAsync(string id, string rate = "2.61") =>
        Assert.Single(City.Done(await ImportAsync(Document(id, rate))));

    private Task<Outcome<IReadOnlyList<RateVersion>>> ImportAsync(string json) =>
        city.AskAsync<DraftRates, Outcome<IReadOnlyList<RateVersion>>>(
            act => act.RunAsync(new(json, null, Terry), default));

    private Task<Outcome<RateVersion>> EditAsync(RateVersion draft, Actor by, string rate) =>
        city.AskAsync<EditDraft, Outcome<RateVersion>>(
            act => act.RunAsync(new(draft.Id, draft.RowVersion, Document(draft.Code, rate), "why", by), default));

    private Task<Outcome<RateVersion>> EditJsonAsync(RateVersion draft, string json) =>
        city.AskAsync<EditDraft, Outcome<RateVersion>>(
            act => act.RunAsync(new(draft.Id, draft.RowVersion, json, "", Terry), default));

    private Task<Outcome<RateVersion>> ReleaseAsync(RateVersion draft, Actor by) =>
        city.AskAsync<ReleaseRates, Outcome<RateVersion>>(
            act => act.RunAsync(new(draft.Id, draft.RowVersion, by), default));

    private Task<Outcome<RateVersion>> DiscardAsync(RateVersion draft) =>
        city.AskAsync<DiscardDraft, Outcome<RateVersion>>(
            act => act.RunAsync(new(draft.Id, draft.RowVersion, Terry), default));

    private Task<RateBook> BookAsync() => city.ReadAsync(db => LoadRateBook.RunAsync(db, default));

    private Task<List<RateAct>> HistoryAsync(RateVersion version) => city.ReadAsync(db => db.RateChanges
        .Where(c => c.RateScheduleId == version.Id).OrderBy(c => c.At).ThenBy(c => c.Id).Select(c => c.Act)
        .ToListAsync());

    private static string Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
