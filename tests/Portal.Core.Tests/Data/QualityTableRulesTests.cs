using Npgsql;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Tests.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the table of reviews, as TableRulesTests does the others.</summary>
public sealed class QualityTableRulesTests(QualityTableRulesTests.Reviewed rows)
    : IClassFixture<QualityTableRulesTests.Reviewed>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_quality_review_score", """{"score": 6}""")]
    [InlineData("ck_quality_review_note", """{"note": " "}""")]
    [InlineData("ck_quality_review_low_says_why", """{"score": 2, "note": null}""")]
    [InlineData("ck_quality_review_second_person", """{"reviewed_by": "$terry"}""")]
    [InlineData("ux_quality_review_event", $$"""{"id": "{{None}}"}""")]
    public Task A_review_is_whole(string rule, string wrong) => rows.City.RefusedAsync(
        rule, "quality_review", wrong.Replace("$terry", $"{rows.Terry}", StringComparison.Ordinal));

    [Fact]
    public async Task A_review_stays()
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("update quality_review set score = 1");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("tr_quality_review_append_only", fault.ConstraintName);
    }

    /// <summary>An answer that a colleague reviewed.</summary>
    public sealed class Reviewed : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        public Guid Terry { get; private set; }

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            Terry = await city.ClerkAsync();
            var pat = await city.ClerkAsync("Pat");
            var kept = Portal.Testing.City.Done(await city.LogAsync(Terry, await city.AccountAsync()));
            var month = new DateOnly(city.Today.Year, city.Today.Month, 1);
            city.Clock.Advance(TimeSpan.FromDays(40));
            var answer = await city.ReadAsync(db => Task.FromResult(
                db.Set<RequestEvent>().Single(e => e.RequestId == kept.Id && e.Act == RequestAct.Answer)));
            Portal.Testing.City.Done(await city.AskAsync<ReviewAnswer, Outcome<QualityReview>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), answer.Id, month, 5, null, pat), default)));
        }

        public Task DisposeAsync() => City.DisposeAsync();
    }
}
