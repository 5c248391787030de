using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Transfers;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of moved payments, as TableRulesTests does the others.</summary>
public sealed class TransferTableRulesTests(TransferTableRulesTests.Rows rows)
    : IClassFixture<TransferTableRulesTests.Rows>
{
    private const string New = "\"id\": \"00000000-0000-0000-0000-000000000001\"";

    [Theory]
    [InlineData("ck_payment_transfer_amount", "payment_transfer", """{"amount_cents": 0}""")]
    [InlineData("ck_payment_transfer_note", "payment_transfer", """{"note": " "}""")]
    [InlineData("ck_payment_transfer_second_person", "payment_transfer", """{"moved_by": "a", "approved_by": "a"}""")]
    [InlineData("ux_payment_transfer_payment", "payment_transfer", "{" + New + "}")]
    [InlineData("ck_payment_reallocation_note", "payment_reallocation", """{"note": " "}""")]
    public async Task A_row_is_sound(string rule, string table, string wrong)
    {
        var sql = $"insert into {table} select (jsonb_populate_record(sound, '{wrong}')).* from {table} sound limit 1";

        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql, triggers: false));
    }

    [Theory]
    [InlineData("ck_payment_transfer_two_accounts", """
        insert into payment_transfer select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'to_account_id', t.from_account_id))).* from payment_transfer t limit 1
        """, false)]
    [InlineData("tr_payment_transfer_append_only", "update payment_transfer set note = 'x'", true)]
    [InlineData("tr_payment_reallocation_append_only", "delete from payment_reallocation", true)]
    [InlineData("ck_payment_transfer_of_account", """
        insert into payment_transfer select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'from_account_id', t.to_account_id, 'to_account_id', t.from_account_id))).* from payment_transfer t limit 1
        """, true)]
    [InlineData("ck_payment_transfer_limit", """
        insert into payment_transfer select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'approved_by', null))).* from payment_transfer t
        join payment p on p.id = t.payment_id where p.amount_cents = 3000000 limit 1
        """, true)]
    [InlineData("ck_payment_transfer_approval_given", """
        alter table payment_transfer drop constraint ux_payment_transfer_payment;
        insert into payment_transfer select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'approved_by', 'staff:nobody'))).* from payment_transfer t limit 1
        """, true)]
    public async Task What_happened_stays_and_takes_who_it_takes(string rule, string sql, bool triggers) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql, triggers));

    [Theory]
    [InlineData("ck_payment_transfer_own_account", "payment_transfer", "moved_by")]
    [InlineData("ck_payment_reallocation_own_account", "payment_reallocation", "made_by")]
    public async Task Money_of_their_own_account_is_for_somebody_else(string rule, string table, string who)
    {
        var sql = $$"""
            insert into {{table}} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
              '{{who}}', '{{rows.Owner.Name}}'))).* from {{table}} t limit 1
            """;

        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql));
    }

    /// <summary>A small payment that was moved and shared out, and a large one that two people moved.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public City City { get; } = new();

        public Actor Owner { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var (wrong, right) = (await City.AccountOwingAsync(60.00m), await City.AccountOwingAsync(60.00m));
            await MoveAsync(wrong, right, 40_00);
            await MoveAsync(wrong, right, 30_000_00);
            var payment = await City.PayAsync(wrong, new Usd(30_00));
            var parts = await City.PartsAsync(payment);
            // Water, which comes last in the city's order, is paid first.
            var left = new Usd(30_00);
            var wanted = new List<ReallocatePayment.Share>();
            foreach (var part in parts)
            {
                wanted.Add(new(part.Item.Id, Usd.Min(part.Most, left), part.Most));
                left -= wanted[^1].Amount;
            }

            City.Done(await City.ShareAsync(new(
                Guid.CreateVersion7(), payment.Id, wanted, "Asked for", Billing.Adjustments.AdjustingCity.Technician)));
            Owner = Actor.Staff((await City.ResidentAsync("Terry", wrong, right)).Id);
        }

        public Task DisposeAsync() => City.DisposeAsync();

        private async Task MoveAsync(CustomerAccount wrong, CustomerAccount right, long cents)
        {
            var payment = await City.PayAsync(wrong, new Usd(cents));
            var posted = City.Done(await City.MoveAsync(await City.MoveOfAsync(payment, wrong, right)));
            if (posted.Waiting is { } waiting)
            {
                City.Done(await Billing.Adjustments.AdjustingCity.DecideAsync(
                    City, waiting.Id, Portal.Core.Billing.Approvals.Decision.Approved));
            }
        }
    }
}
