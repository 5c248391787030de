using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Core.Tests.Records;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Contacts;

public sealed class ChangeByOfficeTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_new_address_is_told_by_mail_and_on_paper_at_the_old_one()
    {
        var (account, terry) = (await city.AccountAsync(email: "rosa@example.com"), await city.StaffAsync());
        var old = (await CustomerAsync(account)).MailingLine1;
        var request = Asking(account, ContactPart.MailingAddress, null, terry) with
        {
            Address = PostalAddress.Typed("9 Birch Ave", null, "Alder Falls", "WA", "98001", null),
        };

        Assert.True(City.Done(await ChangeAsync(request)));
        Assert.True(City.Done(await ChangeAsync(request)));

        Assert.Equal("9 Birch Ave", (await CustomerAsync(account)).MailingLine1);
        var paper = await city.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == "letter_by_post"));
        Assert.Contains(old, paper.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("9 Birch", paper.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await city.ReadAsync(db => db.OutboxMails.CountAsync(
            m => m.CustomerAccountId == account.Id && m.Kind == "details_changed")));
        var proof = await city.ReadAsync(db => db.Set<ContactChangeProof>().SingleAsync(
            p => p.ChangeId == request.OperationId));
        Assert.Equal((ChangeSource.Counter, "License seen"), (proof.Source, proof.Proof));
    }

    [Fact]
    public async Task A_legal_name_changes_with_its_document_and_with_nobody_elses()
    {
        var (account, other, terry) =
            (await city.AccountAsync("Rosa Delgado"), await city.AccountAsync(), await city.StaffAsync());
        var theirs = City.Done(await RecordsTests.KeepAsync(city, RecordsTests.Keeping(city, other, terry, "Order")));
        var own = City.Done(await RecordsTests.KeepAsync(city, RecordsTests.Keeping(city, account, terry, "Order")));
        var request = Asking(account, ContactPart.LegalName, "Rosa Ames", terry);

        Assert.Equal("Office_DocumentMissing", Why(await ChangeAsync(request)).Key);
        Assert.Equal("Record_NotFound", Why(await ChangeAsync(request with { DocumentId = theirs.Id })).Key);
        Assert.True(City.Done(await ChangeAsync(request with { DocumentId = own.Id })));

        Assert.Equal("Rosa Ames", (await CustomerAsync(account)).Name);
    }

    [Fact]
    public async Task All_that_is_missing_is_said_at_once_and_what_is_so_already_changes_nothing()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());

        var why = Why(await ChangeAsync(Asking(account, ContactPart.LegalName, " ", terry) with
        {
            Source = null,
            Proof = null,
        }));
        Assert.Equal(["Office_SourceMissing", "Office_ProofMissing", "Office_DocumentMissing", "Name_Missing"],
            why.All.Select(r => r.Key));
        Assert.Equal("Office_PartMissing", Why(await ChangeAsync(
            Asking(account, ContactPart.Email, "x@example.com", terry))).Key);
        Assert.False(City.Done(await ChangeAsync(Asking(account, ContactPart.Language, "en", terry))));
    }

    [Theory]
    [InlineData(ContactPart.Phone, "(206) 555-0143")]
    [InlineData(ContactPart.Name, "Rosie")]
    [InlineData(ContactPart.Language, "es")]
    public async Task Each_detail_is_written_and_told(ContactPart part, string typed)
    {
        var (account, terry) = (await city.AccountAsync(email: "rosa@example.com"), await city.StaffAsync());

        Assert.True(City.Done(await ChangeAsync(Asking(account, part, typed, terry))));

        Assert.Equal(1, await city.ReadAsync(db => db.OutboxMails.CountAsync(
            m => m.CustomerAccountId == account.Id && m.Kind == "details_changed")));
    }

    [Theory]
    [InlineData("ck_contact_change_proof_source", "update contact_change_proof set source = 'x'", false)]
    [InlineData("ck_contact_change_proof_proof", "update contact_change_proof set proof = ' '", false)]
    [InlineData("tr_contact_change_proof_append_only", "delete from contact_change_proof", true)]
    [InlineData("ck_contact_change_legal_name_has_document", """
        insert into contact_change select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
          'part', 'legal_name', 'before', 'x'))).* from contact_change c limit 1
        """, true)]
    [InlineData("ck_contact_change_of_office_is_proved", """
        insert into contact_change select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
          'part', 'phone', 'before', 'x', 'changed_by', 'staff:x'))).* from contact_change c limit 1
        """, true)]
    public async Task The_table_asks_for_it_too(string rule, string sql, bool triggers)
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        City.Done(await ChangeAsync(Asking(account, ContactPart.Name, "Rosie", terry)));

        var refusing = await city.Database.RuleThatRefusesAsync(sql, triggers);

        Assert.Equal(rule, refusing);
    }

    private static ChangeByOffice.Request Asking(
        CustomerAccount account, ContactPart part, string? typed, Guid staff) => new(
        Guid.CreateVersion7(), account.Id, part, typed, null, ChangeSource.Counter, "License seen", null,
        Actor.Staff(staff));

    private Task<Outcome<bool>> ChangeAsync(ChangeByOffice.Request request) =>
        city.AskAsync<ChangeByOffice, Outcome<bool>>(act => act.RunAsync(request, default));

    private Task<Customer> CustomerAsync(CustomerAccount account) =>
        city.ReadAsync(db => db.Customers.AsNoTracking().SingleAsync(c => c.Id == account.CustomerId));

    private static Refusal Why<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;
}
