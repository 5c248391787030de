using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Core.Tests.Payments.Unidentified;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of money in suspense, as TableRulesTests does the others.</summary>
public sealed class SuspenseTableRulesTests(SuspenseTableRulesTests.Rows rows)
    : IClassFixture<SuspenseTableRulesTests.Rows>
{
    private const string Again = """
        insert into suspense_resolution select (jsonb_populate_record(r, jsonb_build_object(
          'operation_id', gen_random_uuid(), 'item_id', i.id, 'payment_id', null, 'journal_entry_id', null,
        """;

    [Theory]
    [InlineData("ck_suspense_item_source", """{"source": "pigeon"}""")]
    [InlineData("ck_suspense_item_tender", """{"tender": "shells"}""")]
    [InlineData("ck_suspense_item_payer_name", """{"payer_name": " "}""")]
    [InlineData("ck_suspense_item_said_account", """{"said_account": " "}""")]
    [InlineData("ck_suspense_item_reference", """{"reference": " "}""")]
    [InlineData("ck_suspense_item_note", """{"note": " "}""")]
    [InlineData("ck_suspense_item_of_processor", """{"processor_payment_id": "pi_9"}""")]
    [InlineData("ck_suspense_item_recorded", """{"recorded_by": null}""")]
    [InlineData("ux_suspense_item_operation", """{"id": "00000000-0000-0000-0000-000000000001"}""")]
    public async Task An_item_is_sound(string rule, string wrong) => Assert.Equal(
        rule,
        await rows.City.Database.RuleThatRefusesAsync(
            $"insert into suspense_item select (jsonb_populate_record(s, '{wrong}')).* from suspense_item s limit 1",
            triggers: false));

    [Theory]
    [InlineData("ck_suspense_resolution_kind", """{"kind": "lost"}""")]
    [InlineData("ck_suspense_resolution_note", """{"note": " "}""")]
    [InlineData("ck_suspense_resolution_second_person", """{"resolved_by": "a", "approved_by": "a"}""")]
    [InlineData("ck_suspense_resolution_posts", """{"kind": "posted"}""")]
    [InlineData("ck_suspense_resolution_books", """{"kind": "closed"}""")]
    [InlineData("ux_suspense_resolution_operation", """{"journal_entry_id": null, "kind": "closed"}""")]
    [InlineData("ux_suspense_resolution_journal_entry", """{"operation_id": "00000000-0000-0000-0000-000000000001"}""")]
    public async Task An_end_is_sound(string rule, string wrong)
    {
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(
            $"""
            insert into suspense_resolution select (jsonb_populate_record(jsonb_populate_record(r, '{wrong}'),
              jsonb_build_object('item_id', i.id))).*
            from suspense_resolution r, suspense_item i where r.kind = 'sent_back'
              and not exists (select from suspense_resolution x where x.item_id = i.id) limit 1
            """,
            triggers: false));
    }

    [Theory]
    [InlineData("ux_suspense_resolution_payment", """
        insert into suspense_resolution select (jsonb_populate_record(r, jsonb_build_object('item_id', i.id,
          'operation_id', gen_random_uuid(), 'journal_entry_id', e.id))).*
        from suspense_resolution r, suspense_item i, journal_entry e where r.kind = 'posted'
          and not exists (select from suspense_resolution x where x.item_id = i.id)
          and not exists (select from suspense_resolution x where x.journal_entry_id = e.id) limit 1
        """, false)]
    [InlineData("tr_suspense_resolution_append_only", "update suspense_resolution set note = 'x'", true)]
    [InlineData("tr_suspense_assignment_append_only", "delete from suspense_assignment", true)]
    [InlineData("ck_suspense_resolution_fits", Again + """
          'kind', 'closed'))).* from suspense_resolution r, suspense_item i where i.journal_entry_id is not null
          and not exists (select from suspense_resolution x where x.item_id = i.id) limit 1
        """, true)]
    [InlineData("ck_suspense_resolution_sent_back", Again + """
          'kind', 'sent_back', 'journal_entry_id', i.journal_entry_id, 'resolved_by', i.recorded_by))).*
        from suspense_resolution r, suspense_item i where not exists (
          select from suspense_resolution x where x.item_id = i.id) limit 1
        """, true)]
    [InlineData("ck_suspense_resolution_limit", """
        insert into suspense_resolution select (jsonb_populate_record(r, '{"approved_by": null}')).*
        from suspense_resolution r where r.approved_by is not null limit 1
        """, true)]
    [InlineData("ck_suspense_resolution_approval_given", """
        alter table suspense_resolution drop constraint suspense_resolution_pkey,
          drop constraint ux_suspense_resolution_operation, drop constraint ux_suspense_resolution_payment,
          drop constraint ux_suspense_resolution_journal_entry;
        insert into suspense_resolution select (jsonb_populate_record(r, '{"approved_by": "staff:nobody"}')).*
        from suspense_resolution r where r.approved_by is not null limit 1
        """, true)]
    public async Task What_happened_stays_and_takes_who_it_takes(string rule, string sql, bool triggers) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql, triggers));

    [Fact]
    public async Task Money_for_their_own_account_is_for_somebody_else() => Assert.Equal(
        "ck_suspense_resolution_own_account",
        await rows.City.Database.RuleThatRefusesAsync(
            $$"""
            insert into suspense_resolution
            select (jsonb_populate_record(r, '{"resolved_by": "{{rows.Owner.Name}}"}')).*
            from suspense_resolution r where r.kind = 'posted' and r.approved_by is null limit 1
            """));

    /// <summary>One that waits, one put on an account by one person and one by two, one sent back.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public City City { get; } = new();

        public Actor Owner { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var account = await City.AccountAsync();
            await PutAsync(account, 10_00);
            await PutAsync(account, 9_000_00);
            City.Done(await City.EndAsync(
                City.Done(await City.EnterAsync(UnidentifiedCity.Form(City, 5_00))), AdjustingCity.Supervisor));
            var waiting = City.Done(await City.EnterAsync(UnidentifiedCity.Form(City, 6_00)));
            var person = await City.ResidentAsync("Terry", account);
            Owner = Actor.Staff(person.Id);
            await City.ReadAsync(db =>
            {
                db.Add(new StaffMember
                {
                    UserId = person.Id, Role = StaffRole.Technician, StartedAt = City.Clock.GetUtcNow(),
                });
                return db.SaveChangesAsync();
            });
            City.Done(await City.AskAsync<AssignSuspense, Common.Outcome<Portal.Core.Payments.SuspenseItem>>(
                act => act.RunAsync(new(waiting.Id, person.Id, AdjustingCity.Technician), default)));
        }

        public Task DisposeAsync() => City.DisposeAsync();

        private async Task PutAsync(CustomerAccount account, long cents)
        {
            var item = City.Done(await City.EnterAsync(UnidentifiedCity.Form(City, cents)));
            if (City.Done(await City.PutAsync(await City.PutOfAsync(item, account))).Waiting is { } waiting)
            {
                City.Done(await City.DecideAsync(waiting.Id, Decision.Approved));
            }
        }
    }
}
