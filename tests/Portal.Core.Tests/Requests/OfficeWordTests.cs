using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>The office's own lists: added to, renamed and retired, and what was said with a word keeps it.</summary>
public sealed class OfficeWordTests(City city) : IClassFixture<City>
{
    private static readonly Actor Sue = Actor.Staff(Guid.Empty);

    [Fact]
    public async Task A_word_is_added_renamed_and_retired_and_each_step_stays()
    {
        var added = City.Done(await KeepAsync(WordList.CloseCause, null, default, "Paid twice", "Pagado dos veces"));
        var renamed = City.Done(await KeepAsync(
            WordList.CloseCause, added.Code, ("Paid twice", "Pagado dos veces", false), "Paid double", "Pago doble"));
        var retired = City.Done(await KeepAsync(
            WordList.CloseCause, added.Code, ("Paid double", "Pago doble", false), "Paid double", "Pago doble", true));

        Assert.Equal(("paid_twice", "Paid double"), (added.Code, renamed.NameEn));
        Assert.NotNull(retired.RetiredAt);
        Assert.Equal(
            [">Paid twice False", "Paid twice>Paid double False", "Paid double>Paid double True"],
            await city.ReadAsync(async db => (await db.Set<OfficeWordChange>().Where(c => c.Code == added.Code)
                .ToListAsync()).OrderBy(c => c.WasNameEn is not null).ThenBy(c => c.IsRetired)
                .Select(c => $"{c.WasNameEn}>{c.NameEn} {c.IsRetired}").ToList()));
        var asked = await city.AskedAsync(await city.ResidentAsync("Rosa"), null);
        Assert.Equal("Request_CauseMissing", (await CloseAsync(asked, added.Code)).Key());
    }

    [Fact]
    public async Task A_retired_topic_is_asked_about_no_more()
    {
        var topic = City.Done(await KeepAsync(WordList.Topic, null, default, "My cart", "Mi carrito"));
        Assert.Equal("done", (await AskAsync(topic.Code)).Key());
        City.Done(await KeepAsync(
            WordList.Topic, topic.Code, ("My cart", "Mi carrito", false), "My cart", "Mi carrito", true));

        Assert.Equal("Request_TopicMissing", (await AskAsync(topic.Code)).Key());
        var kept = await city.ReadAsync(db => db.Set<RequestTopic>().SingleAsync(t => t.Code == topic.Code));
        Assert.Equal((2, 5), (kept.AcknowledgeDays, kept.AnswerDays));
    }

    [Theory]
    [InlineData("Word_EnglishMissing", WordList.Department, null, " ", "Agua", false)]
    [InlineData("Word_SpanishMissing", WordList.Department, null, "Parks", "", false)]
    [InlineData("Word_Taken", WordList.Department, null, "finance", "Finanzas", false)]
    [InlineData("Word_Unknown", WordList.Department, "x", "Parks", "Parques", false)]
    [InlineData("Word_Needed", WordList.Department, "billing", "Utility billing", "Facturación de servicios", true)]
    [InlineData("Word_Needed", WordList.CloseCause, "duplicate", "Asked twice", "Preguntado dos veces", true)]
    [InlineData("Word_Needed", WordList.Topic, "move", "Move service to another address",
        "Mudar el servicio a otra dirección", true)]
    [InlineData("Topic_SameAsNow", WordList.CallerQuestion, "name", "Name on the account", "Nombre en la cuenta",
        false)]
    public async Task It_is_refused(string why, WordList list, string? code, string en, string es, bool retired)
    {
        var now = (await city.ReadAsync(db => KeepOfficeWord.AllAsync(db, list, default)))
            .SingleOrDefault(w => w.Code == code);

        Assert.Equal(why, (await KeepAsync(list, code, (now?.NameEn, now?.NameEs, false), en, es, retired)).Key());
    }

    [Fact]
    public async Task Eight_sends_of_one_form_add_it_once_and_a_stale_page_changes_nothing()
    {
        var operation = Guid.CreateVersion7();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => KeepAsync(
            WordList.CallerQuestion, null, default, "Meter number", "Número del medidor", operation: operation)));

        Assert.Single(all.Select(o => City.Done(o).Code).Distinct());
        Assert.Equal("Word_Changed", (await KeepAsync(
            WordList.CallerQuestion, "meter_number", ("Old", "Viejo", false), "New", "Nuevo")).Key());
    }

    private Task<Outcome<IOfficeWord>> KeepAsync(
        WordList list, string? code, (string?, string?, bool) seen, string en, string es, bool isRetired = false,
        Guid? operation = null) => city.AskAsync<KeepOfficeWord, Outcome<IOfficeWord>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), list, code, seen, en, es, isRetired, Sue), default));

    private async Task<Outcome<CustomerRequest>> AskAsync(string topic)
    {
        var user = await city.ResidentAsync("Rosa");
        return await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, topic, null, "Where is it?", []), default));
    }

    private async Task<Outcome<CustomerRequest>> CloseAsync(CustomerRequest asked, string cause)
    {
        var clerk = await city.ClerkAsync();
        return await city.AskAsync<AnswerRequest, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), asked.Id, RequestAct.Close, "Over.", clerk) { Cause = cause }, default));
    }
}
