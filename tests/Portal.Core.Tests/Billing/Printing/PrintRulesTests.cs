using Npgsql;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>Goes round the acts and pokes the tables of printing: each rule answers by its name.</summary>
public sealed class PrintRulesTests(PrintRulesTests.Rows rows) : IClassFixture<PrintRulesTests.Rows>
{
    [Theory]
    [InlineData("ck_print_run_state", "print_run", """{"state": "lost", "ended_at": null}""")]
    [InlineData("ck_print_run_bills", "print_run", """{"bills": 0}""")]
    [InlineData("ck_print_run_ended_has_when", "print_run", """{"ended_at": null}""")]
    [InlineData("ck_print_run_stopped_has_who", "print_run", """{"stopped_by": "staff"}""")]
    [InlineData("ux_print_run_reprints", "print_run where reprints_id is not null",
        """{"id": "00000000-0000-0000-0000-000000000001"}""")]
    [InlineData("ck_print_batch_piece_no", "print_batch_piece", """{"no": 0}""")]
    [InlineData("ck_print_batch_piece_content", "print_batch_piece", """{"content": "\\x", "no": 9}""")]
    [InlineData("ck_print_batch_bill_no", "print_batch_bill", """{"no": 0}""")]
    [InlineData("ck_print_fault_fault", "print_fault", """{"fault": ""}""")]
    [InlineData("ck_print_batch_bill_first_page", "print_batch_bill", """{"first_page": 0}""")]
    [InlineData("ck_print_batch_bill_pages", "print_batch_bill", """{"pages": 0}""")]
    [InlineData("ck_print_batch_bill_sha256", "print_batch_bill", """{"sha256": "\\x00"}""")]
    [InlineData("ck_print_batch_bill_left_reason", "print_batch_bill where left_at is not null",
        """{"left_reason": "bored", "no": 9}""")]
    [InlineData("ck_print_batch_bill_left_has_why", "print_batch_bill where left_at is not null",
        """{"left_by": null, "no": 9}""")]
    [InlineData("ux_print_batch_bill_once", "print_batch_bill where left_at is not null", """{"no": 9}""")]
    public async Task A_row_that_breaks_a_rule_is_refused(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");

        Assert.Equal(rule, await RefusalAsync(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1",
            wrong));
    }

    [Theory]
    [InlineData("ck_print_batch_post", "post = 'pigeon'")]
    [InlineData("ck_print_batch_state", "state = 'lost'")]
    [InlineData("ck_print_batch_bills", "bills = 0")]
    [InlineData("ck_print_batch_pages", "pages = 0")]
    [InlineData("ck_print_batch_total", "total_cents = -1")]
    [InlineData("ck_print_batch_file_bytes", "file_bytes = 0")]
    [InlineData("ck_print_batch_downloaded_has_who", "downloaded_by = 'staff'")]
    [InlineData("ck_print_batch_mailed_was_downloaded",
        "mailed_at = now(), mailed_on = now(), mailed_by = 'staff', downloaded_at = null, downloaded_by = null")]
    [InlineData("ck_print_batch_mailed_has_who", "mailed_on = now()")]
    [InlineData("ck_print_batch_replaced_has_why", "replaced_at = now()")]
    [InlineData("ck_print_batch_state_has_when", "state = 'mailed'")]
    [InlineData("ux_print_batch_number", "state = 'prepared'")]
    public async Task A_batch_that_breaks_a_rule_is_refused(string rule, string wrong) =>
        Assert.Equal(rule, await RefusalAsync($"""
            create temp table wrong as select * from print_batch where state = 'prepared' limit 1;
            update wrong set id = gen_random_uuid(), number = number + 100;
            update wrong set {(rule == "ux_print_batch_number" ? "number = number - 100" : wrong)};
            insert into print_batch overriding system value select * from wrong
            """));

    [Theory]
    [InlineData("ck_bill_print_post", "update bill_print set post = 'pigeon'")]
    [InlineData("ck_bill_print_in_a_batch_is_of_its_run", "update bill_print set print_run_id = null, post = null")]
    [InlineData("ck_bill_print_sorted_has_run", "update bill_print set print_run_id = null, batch_id = null")]
    [InlineData("ux_print_batch_bill_one_live", """
        insert into print_batch_bill (batch_id, no, bill_id, first_page, pages, addressee, address, sha256, due_cents)
        select b.id, 99, l.bill_id, 1, 1, l.addressee, l.address, l.sha256, 0
        from print_batch_bill l, print_batch b where l.left_at is null and not exists (
          select from print_batch_bill other where other.batch_id = b.id and other.bill_id = l.bill_id) limit 1
        """)]
    [InlineData("tr_print_batch_keeps_contents", "update print_batch set bills = 7")]
    [InlineData("tr_print_batch_keeps_contents", "delete from print_batch")]
    [InlineData("tr_print_batch_bill_keeps_line", "update print_batch_bill set pages = 7")]
    [InlineData("tr_print_batch_bill_keeps_line",
        "update print_batch_bill set left_note = 'x' where left_at is not null")]
    [InlineData("tr_print_batch_piece_append_only", "update print_batch_piece set no = 7")]
    [InlineData("tr_print_run_no_delete", "delete from print_run")]
    [InlineData("tr_print_fault_append_only", """
        insert into print_fault (print_run_id, bill_id, fault, found_at)
        select r.id, b.bill_id, 'no font', now() from print_run r, bill_print b limit 1;
        update print_fault set fault = 'none'
        """)]
    public async Task Not_even_the_owner_breaks_a_rule(string rule, string sql) =>
        Assert.Equal(rule, await RefusalAsync(sql));

    private async Task<string?> RefusalAsync(string sql, string? wrong = null)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        if (wrong is not null)
        {
            command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        }

        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    /// <summary>A city with a batch that was printed again.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public City City { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            City = await PrintingCity.CreateAsync();
            await City.PaperBillsAsync(2);
            var batch = (await City.PrintAllAsync())[0];
            City.Done(await City.ReprintAsync(batch.Id));
            await City.SpoilAsync((await City.PaperBillsAsync(2))[0].Id);
            await City.StartAsync();
            await City.WorkAsync();
        }

        public async Task DisposeAsync() => await City.DisposeAsync();
    }
}
