using System.Text.RegularExpressions;
using Npgsql;
using Portal.Core.People.Holdings;
using Portal.Testing;

namespace Portal.Core.Tests.People.Holdings;

/// <summary>
/// "Everything that we hold about you" is a promise: each table that leads to a person, a customer or an account is in
/// the file, or stands here with the reason why it is not.
/// </summary>
public sealed class HoldingsCoverTests(City city) : IClassFixture<City>
{
    private const string Secret = "a key or its like; whoever has it could come in";
    private const string Books = "the city's books; what it tells of the customer is in bills, payments and charges";
    private const string Written = "what staff wrote for each other";
    private const string Work = "how the office's work ran; what came of it is in the file";

    private static readonly Dictionary<string, string> NotTold = new()
    {
        ["authenticator"] = Secret,
        ["recovery_code"] = Secret,
        ["mailed_secret"] = Secret,
        ["portal_user_token"] = Secret,
        ["portal_user_claim"] = "never written",
        ["portal_user_login"] = "never written",
        ["staff_member"] = "of staff, not of customers",
        ["staff_change"] = "of staff, not of customers",
        ["staff_change_look"] = "of staff, not of customers",
        ["staff_account_tie_end"] = "of staff, and what they keep away from",
        ["staff_account_tie"] = "of staff, and what they keep away from",
        ["approval_delegation_end"] = "of staff, not of customers",
        ["document_about"] = "what a document that is in the file is about",
        ["approval_delegation"] = "of staff, not of customers",
        ["access_review_item"] = "of staff, not of customers",
        ["journal_line"] = Books,
        ["adjustment_line"] = Books,
        ["bill_adjustment"] = Books,
        ["charge_waiver"] = Books,
        ["fee_charge"] = Books,
        ["late_charge"] = Books,
        ["arrangement_item"] = Books,
        ["bill_wait"] = Books,
        ["outbox_mail_account"] = "in whose list a mail is shown; the mail is in the file",
        ["account_flag_step"] = Work,
        ["account_note"] = Written,
        ["account_note_pin"] = Written,
        ["contact_change_proof"] = "how the office made sure who asked; the change itself is in the file",
        ["customer_merge"] = Work,
        ["customer_merge_account"] = Work,
        ["document_content"] = "the bytes of a document that is in the file; given on request at the counter",
        ["document_view"] = Work,
        ["legal_hold"] = Work,
        ["legal_hold_end"] = Work,
        ["destruction_item"] = Work,
        ["refund_approval"] = Work,
        ["refund_event"] = Work,
        ["bank_check_event"] = Work,
        ["approval_request"] = Work,
        ["approval_decision"] = Work,
        ["bill_print"] = Work,
        ["print_batch_bill"] = Work,
        ["print_fault"] = Work,
        ["bill_run_item"] = Work,
        ["bill_run_finding"] = Work,
        ["late_charge_run_account"] = Work,
        ["late_charge_run_item"] = Work,
        ["bank_file_row"] = Work,
        ["processor_dispute"] = Work,
        ["read_exception"] = Work,
        ["read_exception_event"] = Work,
        ["read_evidence"] = Work,
        ["suspense_assignment"] = Work,
        ["unclaimed_turnover_part"] = Books,
        ["unclaimed_turnover_posting"] = Books,
        ["request_change"] = Work,
        ["request_reply_address"] = Secret,
        ["quality_review"] = Work,
        ["delinquency_run_account"] = Work,
        ["delinquency_run_item"] = Work,
    };

    [Fact]
    public async Task Every_table_that_leads_to_a_person_is_told_or_says_why_not()
    {
        var told = string.Join(' ', HoldingsTables.All.Select(t => t.Sql));
        var tables = await ReachedAsync();

        var silent = tables.Where(t => !NotTold.ContainsKey(t) && !Regex.IsMatch(told, $@"\b(from|join)\s+{t}\b"));
        var stale = NotTold.Keys.Except(tables);

        Assert.Empty(silent);
        Assert.Empty(stale);
        Assert.Contains("saved_method", tables);
        Assert.Contains("request_message", tables);
    }

    [Fact]
    public async Task Each_question_is_answered_and_no_name_is_given_twice()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var user = await city.ResidentAsync("Ana Ruiz", account);

        var counts = await city.ReadAsync(async db =>
            await (await HoldingsTables.OfAsync(db, user.Id, default)).CountAsync(db, default));

        Assert.Equal(HoldingsTables.All.Select(t => t.Name), counts.Select(c => c.Name));
        Assert.Equal(counts.Count, counts.Select(c => c.Name).Distinct().Count());
        Assert.Equal(3, counts.Single(c => c.Name == "bill-lines").Rows);
    }

    /// <summary>From people, customers and accounts along every foreign key.</summary>
    private async Task<IReadOnlyList<string>> ReachedAsync()
    {
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("""
            with recursive leads(child, parent) as (
              select conrelid, confrelid from pg_constraint
              where contype = 'f' and connamespace = 'public'::regnamespace),
            reached(t) as (
              values ('portal_user'::regclass::oid), ('customer'::regclass::oid), ('customer_account'::regclass::oid)
              union select leads.child from leads join reached on leads.parent = reached.t)
            select t::regclass::text from reached order by 1
            """);
        await using var row = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await row.ReadAsync()) { tables.Add(row.GetString(0)); }

        return tables;
    }
}
