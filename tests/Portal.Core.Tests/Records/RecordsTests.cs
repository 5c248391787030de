using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Records;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Core.Tests.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Records;

public sealed class RecordsTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_document_is_kept_once_found_by_its_words_and_who_opened_it_stays()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        var request = Keeping(city, account, terry, "Lease of Mañana House");

        var kept = City.Done(await KeepAsync(city, request));
        Assert.Equal(kept.Id, City.Done(await KeepAsync(city, request)).Id);
        City.Done(await OpenAsync(city, kept.Id, terry));

        var found = await FindAsync(city, new("manana", null, null, null, null));
        Assert.Contains(found.Rows, r => r.Id == kept.Id && r.AccountNumber == account.Number);
        Assert.Empty((await FindAsync(city, new("manana", "court", null, null, null))).Rows);
        Assert.Single((await FindAsync(city, new(null, null, account.Number, city.Today, city.Today))).Rows);
        Assert.Empty((await FindAsync(city, new(null, null, "4711", null, null))).Rows);
        Assert.Equal(terry, await city.ReadAsync(db => db.Set<DocumentView>().Where(v => v.DocumentId == kept.Id)
            .Select(v => v.StaffUserId).SingleAsync()));
    }

    [Fact]
    public async Task All_that_is_missing_is_said_at_once()
    {
        var terry = await city.StaffAsync();

        var why = Why(await KeepAsync(city, new(
            Guid.CreateVersion7(), null, "x", " ", city.Today.AddDays(1), null, Actor.Staff(terry))));

        Assert.Equal(
            ["Record_ClassMissing", "Record_TitleMissing", "Record_DayMissing", "Record_FileMissing"],
            why.All.Select(r => r.Key));
    }

    [Theory]
    [InlineData("letter", 2, false, true)]
    [InlineData("payment", 2, false, false)]
    [InlineData("payment", 7, false, true)]
    [InlineData("medical", 9, false, false)]
    [InlineData("letter", 9, true, false)]
    public async Task The_schedule_lets_go_what_is_old_enough_and_nothing_that_is_held(
        string kind, int years, bool isHeld, bool isListed)
    {
        await using var own = await City.CreateAsync();
        var (account, terry) = (await own.AccountAsync(), await own.StaffAsync());
        var kept = City.Done(await KeepAsync(own, Keeping(own, account, terry, "Paper") with
        {
            Class = kind,
            DatedOn = own.Today.AddYears(-years),
        }));
        if (isHeld) { City.Done(await HoldAsync(own, kept.Id, terry)); }

        var list = await MakeAsync(own, terry);

        Assert.Equal(isListed, list is Outcome<DestructionList>.Done);
    }

    [Fact]
    public async Task A_list_is_approved_by_another_and_its_certificate_names_each_hash()
    {
        await using var own = await City.CreateAsync();
        var (account, terry, sue) = (
            await own.AccountAsync(), await own.StaffAsync(), await own.StaffAsync("Sue", StaffRole.Supervisor));
        var gone = City.Done(await KeepAsync(own, Keeping(own, account, terry, "Old letter", -3)));
        var held = City.Done(await KeepAsync(own, Keeping(own, account, terry, "Held letter", -3)));
        var list = City.Done(await MakeAsync(own, terry));
        City.Done(await HoldAsync(own, held.Id, terry));

        Assert.Equal("Record_OwnList", Why(await ApproveAsync(own, list.Id, terry, "Resolution 12")).Key);
        Assert.Equal("Record_AuthorityMissing", Why(await ApproveAsync(own, list.Id, sue, " ")).Key);
        var approvals = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ApproveAsync(own, list.Id, sue, "Resolution 12")));

        Assert.All(approvals, a => Assert.Equal(1, City.Done(a).Destroyed));
        Assert.Equal("Record_Destroyed", Why(await OpenAsync(own, gone.Id, sue)).Key);
        City.Done(await OpenAsync(own, held.Id, sue));
        var approval = City.Done(approvals[0]);
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(approval.Certificate, 0, 4), StringComparison.Ordinal);
        Assert.Contains((await FindAsync(own, new("old letter", null, null, null, null))).Rows, r => r.IsGone);
    }

    [Fact]
    public async Task A_document_about_a_customer_is_with_each_account_and_kept_until_the_last_is_closed()
    {
        await using var own = await City.CreateAsync();
        var (account, terry) = (await own.AccountAsync(), await own.StaffAsync());
        var kept = City.Done(await KeepAsync(own, Keeping(own, null, terry, "Trust deed", -9) with
        {
            Class = "medical",
            About = new(DocumentSubject.Customer, account.CustomerId),
        }));

        var found = await FindAsync(own, new(null, null, null, null, null, account.Id));
        Assert.Contains(found.Rows, r => r.Id == kept.Id);
        Assert.Equal("Record_SubjectMissing", Why(await KeepAsync(own, Keeping(own, null, terry, "X") with
        {
            About = new(DocumentSubject.Request, Guid.NewGuid()),
        })).Key);
        Assert.IsType<Outcome<DestructionList>.Refused>(await MakeAsync(own, terry));
        await using var owner = NpgsqlDataSource.Create(own.Database.OwnerConnectionString);
        await using var closed = owner.CreateCommand(
            $"""
            update customer_account set opened_on = '{own.Today.AddYears(-9):yyyy-MM-dd}',
              closed_on = '{own.Today.AddYears(-5):yyyy-MM-dd}' where id = '{account.Id}'
            """);
        await closed.ExecuteNonQueryAsync();
        City.Done(await MakeAsync(own, terry));
    }

    [Theory]
    [InlineData("ck_document_about_one",
        "insert into document_about (document_id) select document_id from document_about limit 1")]
    [InlineData("ck_document_about_account",
        "insert into document_about (document_id, customer_id) select '{0}', id from customer limit 1")]
    [InlineData("tr_document_about_append_only", "delete from document_about")]
    public async Task What_a_document_is_about_is_sound_and_stays(string rule, string sql)
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        var kept = City.Done(await KeepAsync(city, Keeping(city, account, terry, "Paper")));
        City.Done(await KeepAsync(city, Keeping(city, null, terry, "Deed") with
        {
            About = new(DocumentSubject.Customer, account.CustomerId),
        }));

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
            sql.Replace("{0}", $"{kept.Id}", StringComparison.Ordinal)));
    }

    internal static KeepDocument.Request Keeping(
        City at, CustomerAccount? account, Guid staff, string title, int years = 0) => new(
        Guid.CreateVersion7(), account?.Id, "letter", title, at.Today.AddYears(years),
        new Upload("paper.jpg", Pictures.Jpeg(40, 30)), Actor.Staff(staff));

    internal static Task<Outcome<KeptDocument>> KeepAsync(City at, KeepDocument.Request request) =>
        at.AskAsync<KeepDocument, Outcome<KeptDocument>>(act => act.RunAsync(request, default));

    internal static Task<Outcome<LegalHold>> HoldAsync(City at, Guid document, Guid staff, bool whole = false) =>
        at.AskAsync<HoldDocument, Outcome<LegalHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), document, whole, "Case 26-10422", Actor.Staff(staff)), default));

    internal static Task<Outcome<DestructionList>> MakeAsync(City at, Guid staff) =>
        at.AskAsync<MakeDestructionList, Outcome<DestructionList>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), Actor.Staff(staff)), default));

    internal static Task<Outcome<DestructionApproval>> ApproveAsync(City at, Guid list, Guid staff, string authority) =>
        at.AskAsync<ApproveDestruction, Outcome<DestructionApproval>>(
            act => act.RunAsync(new(list, authority, Actor.Staff(staff)), default));

    internal static Task<Outcome<OpenDocument.Opened>> OpenAsync(City at, Guid document, Guid staff) =>
        at.AskAsync<OpenDocument, Outcome<OpenDocument.Opened>>(
            act => act.RunAsync(new(document, staff, "192.0.2.7"), default));

    private static Task<DocumentList> FindAsync(City at, DocumentList.Filter filter) =>
        at.ReadAsync(db => DocumentList.OfAsync(db, filter, 1, default));

    private static Refusal Why<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;
}
