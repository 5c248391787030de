using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.People.Consents;

/// <summary>What was agreed to is kept as it was, and its end beside it.</summary>
public sealed class ConsentTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_consent_keeps_its_words_and_ends_once()
    {
        var account = await city.AccountAsync();

        var id = await KeepAsync(account);

        Assert.True(await EndAsync(id));
        Assert.False(await EndAsync(id));
        var kept = await city.ReadAsync(db => db.Consents.SingleAsync(c => c.Id == id));
        Assert.Equal(("I agree.", "autopay-1", "203.0.113.7"), (kept.Words, kept.Version, kept.Address));
        var end = await city.ReadAsync(db => db.ConsentEnds.SingleAsync(c => c.ConsentId == id));
        Assert.Equal("system", end.EndedBy);
    }

    [Theory]
    [InlineData("ck_consent_kind", "update consent set kind = 'whim'")]
    [InlineData("ck_consent_version", "update consent set version = ''")]
    [InlineData("ck_consent_language", "update consent set language = 'fr'")]
    [InlineData("ck_consent_words", "update consent set words = ' '")]
    [InlineData("ck_contact_change_part", "update contact_change set part = 'shoe'")]
    [InlineData("ck_contact_change_changes", "update contact_change set before = after")]
    [InlineData("ck_account_link_level", "update account_link set level = 'king'")]
    [InlineData("tr_consent_append_only", "enable; update consent set words = 'else'")]
    [InlineData("tr_consent_end_append_only", "enable; delete from consent_end")]
    [InlineData("tr_contact_change_append_only", "enable; update contact_change set after = 'else'")]
    public async Task The_tables_refuse_by_name(string rule, string wrong)
    {
        var account = await city.AccountAsync();
        await city.ResidentAsync("Ana", account);
        await EndAsync(await KeepAsync(account));
        await city.ReadAsync(db =>
        {
            db.Add(new ContactChange
            {
                Id = Guid.CreateVersion7(),
                CustomerId = account.CustomerId,
                Part = ContactPart.Phone,
                Before = null,
                After = "916 555 0100",
                ChangedBy = "resident:1",
                ChangedAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var connection = await owner.OpenConnectionAsync();
        await using var tx = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = wrong.StartsWith("enable; ", StringComparison.Ordinal)
            ? wrong["enable; ".Length..]
            : $"alter table {wrong.Split(' ')[1]} disable trigger user; {wrong}";

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private Task<Guid> KeepAsync(CustomerAccount account) => city.PartAsync<KeepConsent, Guid>(keep =>
        keep.RunAsync(
            new(ConsentKind.Autopay, account.Id, null, "autopay-1", "en", "I agree.", "203.0.113.7"), default));

    private Task<bool> EndAsync(Guid id) =>
        city.PartAsync<EndConsent, bool>(end => end.RunAsync(id, Actor.System, default));
}
