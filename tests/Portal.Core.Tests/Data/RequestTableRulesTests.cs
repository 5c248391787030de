using Npgsql;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Refunds;
using Portal.Core.Requests.Strangers;
using Portal.Core.Tests.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of requests, as TableRulesTests does the others.</summary>
public sealed class RequestTableRulesTests(RequestTableRulesTests.Asked rows)
    : IClassFixture<RequestTableRulesTests.Asked>
{
    private const string Change = """
        insert into request_topic_change (id, topic, was_acknowledge_days, was_answer_days, acknowledge_days,
          answer_days, reason, changed_at, changed_by)
        """;

    private const string None = "00000000-0000-0000-0000-000000000002";

    private const string NoContent = $$"""
        {"id": "{{None}}", "content": "\\x",
          "sha256": "\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
        """;

    [Theory]
    [InlineData("ck_request_topic_change_recorded", "update request_topic set answer_days = 9 where code = 'meter'")]
    [InlineData("ck_request_topic_change_reason",
        $"{Change} values (gen_random_uuid(), 'meter', 1, 5, 1, 7, ' ', now(), 'x')")]
    [InlineData("tr_request_topic_change_append_only",
        $"{Change} values (gen_random_uuid(), 'meter', 1, 5, 1, 7, 'x', now(), 'x'); delete from request_topic_change")]
    public async Task How_soon_a_topic_is_answered_changes_with_a_reason(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Theory]
    [InlineData("ck_office_closed_weekday_iso", "office_closed_weekday", """{"iso_weekday": 8}""")]
    [InlineData("ck_office_closure_name_en", "office_closure", $$"""{"id": "{{None}}", "name_en": " "}""")]
    [InlineData("ck_office_closure_name_es", "office_closure", $$"""{"id": "{{None}}", "name_es": " "}""")]
    [InlineData("ck_office_closure_removed", "office_closure", $$"""{"id": "{{None}}", "removed_by": "x"}""")]
    [InlineData("ck_office_closure_removed_before", "office_closure",
        $$"""
        {"id": "{{None}}", "removed_by": "x", "removed_at": "2040-01-01T00:00:00Z", "removed_on": "2040-01-01"}
        """)]
    [InlineData("ux_office_closure_day", "office_closure", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_request_topic_kind", "request_topic where kind = 'question'", """{"code": "x", "kind": "x"}""")]
    [InlineData("ck_request_topic_acknowledge_days", "request_topic", """{"code": "x", "acknowledge_days": 0}""")]
    [InlineData("ck_request_topic_most_days", "request_topic where kind = 'move'",
        """{"code": "x", "lead_days": 366}""")]
    [InlineData("ck_request_topic_answer_days", "request_topic", """{"code": "x", "answer_days": 0}""")]
    [InlineData("ck_request_topic_lead_days", "request_topic where kind = 'move'",
        """{"code": "x", "lead_days": null}""")]
    [InlineData("ck_request_topic_pay_days", "request_topic where kind = 'question'",
        """{"code": "x", "pay_days": 3}""")]
    [InlineData("ux_customer_request_number", "customer_request", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_customer_request_number", "customer_request", $$"""{"id": "{{None}}", "number": 0}""")]
    [InlineData("ck_customer_request_kind", "customer_request", $$"""{"id": "{{None}}", "number": 99, "kind": "x"}""")]
    [InlineData("ck_customer_request_place", "customer_request", $$"""{"id": "{{None}}", "number": 9, "place": " "}""")]
    [InlineData("ck_customer_request_state", "customer_request", $$"""{"id": "{{None}}", "number": 9, "state": "x"}""")]
    [InlineData("ck_customer_request_line_has_bill", "customer_request where kind = 'refund'",
        $$"""{"id": "{{None}}", "number": 99, "bill_line_no": 1}""")]
    [InlineData("ck_customer_request_has_account", "customer_request where kind = 'dispute'",
        $$"""{"id": "{{None}}", "number": 99, "customer_account_id": null}""")]
    [InlineData("ck_customer_request_expected", "customer_request",
        $$"""{"id": "{{None}}", "number": 99, "expected_on": "2020-01-01"}""")]
    [InlineData("ux_customer_request_one_refund", "customer_request where kind = 'refund'",
        $$"""{"id": "{{None}}", "number": 99}""")]
    [InlineData("ck_request_event_act", "request_event", $$"""{"id": "{{None}}", "act": "x"}""")]
    [InlineData("ck_request_event_from_state", "request_event where act <> 'open'",
        $$"""{"id": "{{None}}", "from_state": "x"}""")]
    [InlineData("ck_request_event_to_state", "request_event", $$"""{"id": "{{None}}", "to_state": "x"}""")]
    [InlineData("ck_request_event_opens", "request_event where act = 'open'",
        $$"""{"id": "{{None}}", "from_state": "new"}""")]
    [InlineData("ux_request_event_opened_once", "request_event where act = 'open'", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_request_message_body", "request_message", """{"body": " "}""")]
    [InlineData("ck_request_file_name", "request_file", $$"""{"id": "{{None}}", "name": ""}""")]
    [InlineData("ck_request_file_media_type", "request_file", $$"""{"id": "{{None}}", "media_type": "text/html"}""")]
    [InlineData("ck_request_file_content", "request_file", NoContent)]
    [InlineData("ck_request_file_sha256", "request_file", $$"""{"id": "{{None}}", "sha256": "\\x00"}""")]
    [InlineData("ck_request_rating_score", "request_rating", """{"score": 6}""")]
    [InlineData("ck_request_rating_words", "request_rating", """{"words": " "}""")]
    [InlineData("ck_customer_request_one_asker", "customer_request where user_id is not null",
        $$"""{"id": "{{None}}", "number": 99, "user_id": null}""")]
    [InlineData("ck_customer_request_one_asker", "customer_request where user_id is not null and kind = 'question'",
        $$"""{"id": "{{None}}", "number": 99, "stranger_id": "$stranger"}""")]
    [InlineData("ck_customer_request_stranger",
        "customer_request where customer_account_id is not null and kind = 'question'",
        $$"""{"id": "{{None}}", "number": 99, "user_id": null, "stranger_id": "$stranger"}""")]
    [InlineData("ux_customer_request_stranger", "customer_request where stranger_id is not null",
        $$"""{"id": "{{None}}", "number": 99}""")]
    [InlineData("ck_asking_link_secret", "asking_link", """{"secret_hash": "\\x00"}""")]
    [InlineData("ck_asking_link_email", "asking_link", """{"email": "x"}""")]
    [InlineData("ck_asking_link_language", "asking_link", """{"language": "fr"}""")]
    [InlineData("ck_asking_link_purpose", "asking_link", """{"purpose": "x"}""")]
    [InlineData("ux_stranger_link", "stranger", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_stranger_name", "stranger", """{"name": " "}""")]
    [InlineData("ck_stranger_email", "stranger", """{"email": "x"}""")]
    [InlineData("ck_stranger_phone", "stranger", """{"phone": " "}""")]
    [InlineData("ck_stranger_language", "stranger", """{"language": "fr"}""")]
    [InlineData("ck_customer_request_channel", "customer_request where caller_id is not null",
        $$"""{"id": "{{None}}", "number": 99, "channel": "x"}""")]
    [InlineData("ck_customer_request_caller", "customer_request where user_id is not null",
        $$"""{"id": "{{None}}", "number": 99, "channel": "phone"}""")]
    [InlineData("ck_customer_request_internal", "customer_request where user_id is not null",
        $$"""{"id": "{{None}}", "number": 99, "is_internal": true}""")]
    [InlineData("ck_customer_request_close_cause", "customer_request where state = 'new' and user_id is not null",
        $$"""{"id": "{{None}}", "number": 99, "close_cause": "other"}""")]
    [InlineData("ux_customer_request_caller", "customer_request where caller_id is not null",
        $$"""{"id": "{{None}}", "number": 99}""")]
    [InlineData("ck_request_caller_name", "request_caller", $$"""{"id": "{{None}}", "name": " "}""")]
    [InlineData("ck_request_caller_capacity", "request_caller", $$"""{"id": "{{None}}", "capacity": "x"}""")]
    [InlineData("ck_request_caller_email", "request_caller", $$"""{"id": "{{None}}", "email": "x"}""")]
    [InlineData("ck_request_caller_phone", "request_caller", $$"""{"id": "{{None}}", "phone": " "}""")]
    [InlineData("ck_request_caller_language", "request_caller", $$"""{"id": "{{None}}", "language": "fr"}""")]
    [InlineData("ck_request_department_name_en", "request_department", """{"code": "x", "name_en": " "}""")]
    [InlineData("ck_request_department_name_es", "request_department", """{"code": "x", "name_es": " "}""")]
    [InlineData("ck_close_cause_name_en", "close_cause", """{"code": "x", "name_en": " "}""")]
    [InlineData("ck_close_cause_name_es", "close_cause", """{"code": "x", "name_es": " "}""")]
    [InlineData("ck_caller_question_name_en", "caller_question", """{"code": "x", "name_en": " "}""")]
    [InlineData("ck_caller_question_name_es", "caller_question", """{"code": "x", "name_es": " "}""")]
    [InlineData("ck_request_topic_audience", "request_topic", """{"code": "x", "audience": "x"}""")]
    [InlineData("ck_request_topic_audience_asks", "request_topic where kind = 'problem'",
        """{"code": "x", "audience": "vendor"}""")]
    [InlineData("ck_request_change_something", "request_change",
        """{"assigned_to": null, "topic": null, "department": null, "bill_id": null, "other_request_id": null}""")]
    [InlineData("ck_customer_request_merged_closed", "customer_request where state = 'new' and stranger_id is null",
        $$"""{"id": "{{None}}", "number": 99, "merged_into": "$merged"}""")]
    [InlineData("ck_customer_request_merged_elsewhere", "customer_request where merged_into is not null",
        $$"""{"id": "{{None}}", "number": 99, "merged_into": "{{None}}"}""")]
    [InlineData("ck_answer_template_name", "answer_template", $$"""{"id": "{{None}}", "name": " "}""")]
    [InlineData("ck_answer_template_version", "answer_template",
        $$"""{"id": "{{None}}", "name": "x", "version": 0}""")]
    [InlineData("ux_answer_template_name", "answer_template", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_answer_template_text_version", "answer_template_text",
        $$"""{"operation_id": "{{None}}", "version": 0}""")]
    [InlineData("ck_answer_template_text_body_en", "answer_template_text",
        $$"""{"operation_id": "{{None}}", "version": 9, "body_en": " "}""")]
    [InlineData("ck_answer_template_text_body_es", "answer_template_text",
        $$"""{"operation_id": "{{None}}", "version": 9, "body_es": " "}""")]
    [InlineData("ux_answer_template_text_operation", "answer_template_text", """{"version": 9}""")]
    [InlineData("ck_stranger_key_secret", "stranger_key", """{"secret_hash": "\\x00"}""")]
    public Task A_request_is_whole(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(
            rule, table, wrong.Replace("$stranger", $"{rows.Stranger}", StringComparison.Ordinal)
                .Replace("$merged", $"{rows.Merged}", StringComparison.Ordinal));

    [Theory]
    [InlineData("ck_disputed_item_amount", "disputed_item", """{"amount_cents": 0}""")]
    [InlineData("ck_disputed_item_open", "disputed_item", """{"open_cents": 99999999}""")]
    [InlineData("ux_disputed_item_standing", "disputed_item", """{"request_id": "$refund"}""")]
    [InlineData("ck_dispute_decision_ruling", "dispute_decision", """{"ruling": "x"}""")]
    [InlineData("ck_disputed_item_round", "disputed_item", """{"round": 3, "ended_at": "2027-01-01"}""")]
    [InlineData("ck_dispute_decision_round", "dispute_decision", """{"round": 3}""")]
    [InlineData("ck_dispute_decision_second_person", "dispute_decision", """{"round": 2}""")]
    [InlineData("ux_office_task_one_refund", "office_task where kind = 'refund_requested'",
        """{"id": "00000000-0000-0000-0000-000000000009", "kind": "refund_due", "dedupe_key": "x"}""")]
    [InlineData("ck_refund_request_amount", "refund_request", """{"amount_cents": 0}""")]
    [InlineData("ck_service_request_start_place", "service_request", """{"start_place": " "}""")]
    [InlineData("ck_service_request_occupancy", "service_request", """{"occupancy": "x"}""")]
    [InlineData("ck_service_request_legal_name", "service_request", """{"legal_name": " "}""")]
    [InlineData("ck_service_request_phone", "service_request", """{"phone": " "}""")]
    [InlineData("ck_service_request_deposit_told", "service_request", """{"deposit_told_cents": 0}""")]
    [InlineData("ck_service_request_does_something", "service_request",
        """{"start_on": null, "start_place": null, "occupancy": null, "legal_name": null, "phone": null}""")]
    [InlineData("ck_service_request_stop", "service_request", """{"stop_on": "2026-12-01"}""")]
    [InlineData("ck_service_request_start", "service_request", """{"phone": null}""")]
    [InlineData("ck_service_request_forwarding", "service_request", """{"forwarding": "{}"}""")]
    [InlineData("ck_identity_check_note", "identity_check", """{"note": " "}""")]
    public Task What_belongs_to_it_is_whole(string rule, string table, string wrong) => rows.City.RefusedAsync(
        rule, table, wrong.Replace("$refund", $"{rows.Refund}", StringComparison.Ordinal));

    [Theory]
    [InlineData("tr_request_event_append_only", "update request_event set by = 'x'")]
    [InlineData("tr_request_message_append_only", "update request_message set body = 'x'")]
    [InlineData("tr_request_file_append_only", "delete from request_file")]
    [InlineData("tr_request_file_view_append_only", "delete from request_file_view")]
    [InlineData("tr_request_rating_append_only", "update request_rating set score = 5")]
    [InlineData("tr_dispute_decision_append_only", "update dispute_decision set ruling = 'denied'")]
    [InlineData("tr_refund_request_append_only", "update refund_request set amount_cents = 1")]
    [InlineData("tr_service_request_append_only", "delete from service_request")]
    [InlineData("tr_stranger_append_only", "update stranger set email = 'x@example.com'")]
    [InlineData("tr_request_change_append_only", "delete from request_change")]
    [InlineData("tr_answer_template_text_append_only", "update answer_template_text set body_en = 'x'")]
    [InlineData("tr_request_caller_append_only", "update request_caller set name = 'x'")]
    [InlineData("tr_caller_check_append_only", "update caller_check set is_passed = false")]
    [InlineData("tr_identity_check_append_only", "update identity_check set is_confirmed = false")]
    public async Task What_happened_stays(string rule, string sql)
    {
        await using var admin = Npgsql.NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = admin.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A question with a file, answered and rated; a dispute decided; a refund; service to start.</summary>
    public sealed class Asked : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        public Guid Refund { get; private set; }

        /// <summary>What another request goes on in.</summary>
        public Guid Merged { get; private set; }

        /// <summary>Who asked without signing in.</summary>
        public Guid Stranger { get; private set; }

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            var (account, clerk) = (await city.AccountOwingAsync(60.00m), await city.ClerkAsync());
            var rosa = await city.ResidentAsync("Rosa", account);
            var photo = new Core.Requests.Uploads.Upload("a.jpg", Pictures.Jpeg(8, 8));
            var question = Portal.Testing.City.Done(await city.AskAsync(rosa, account, files: photo));
            Portal.Testing.City.Done(await city.AnswerAsync(question, clerk));
            Portal.Testing.City.Done(await city.AskAsync<RateAnswer, Outcome<RequestRating>>(
                a => a.RunAsync(new(question.Id, rosa.Id, 5, null), default)));
            var bill = await city.ReadAsync(
                db => Task.FromResult(db.Bills.Single(b => b.CustomerAccountId == account.Id)));
            var disputes = new List<CustomerRequest>();
            foreach (var line in new[] { 1, 2 })
            {
                disputes.Add(Portal.Testing.City.Done(await city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(
                    a => a.RunAsync(new(Guid.CreateVersion7(), rosa.Id, bill.Id, [line], "No", []), default))));
            }

            Portal.Testing.City.Done(await city.AskAsync<DecideDispute, Outcome<DisputeDecision>>(a => a.RunAsync(
                new(Guid.CreateVersion7(), disputes[1].Id, DisputeRuling.Denied, "No", clerk), default)));
            var inCredit = await city.AccountOwingAsync(60.00m);
            await city.PayAsync(inCredit, new Usd(90_00));
            var ana = await city.ResidentAsync("Ana", inCredit);
            Refund = Portal.Testing.City.Done(await city.AskAsync<AskRefund, Outcome<CustomerRequest>>(a => a.RunAsync(
                new(Guid.CreateVersion7(), ana.Id, inCredit.Id, new(30_00), null), default))).Id;
            await StartAsync(account, rosa.Id, clerk, photo);
            await StrangerAsync();
            await QueueAsync(account, clerk, rosa);
        }

        public Task DisposeAsync() => City.DisposeAsync();

        /// <summary>A call; two questions that were joined; a template.</summary>
        private async Task QueueAsync(
            Core.Accounts.CustomerAccount account, Guid clerk, Core.People.PortalUser rosa)
        {
            var city = City.City;
            Portal.Testing.City.Done(await city.LogAsync(clerk, account));
            var (one, other) = (await city.AskedAsync(rosa, account), await city.AskedAsync(rosa, account));
            Merged = Portal.Testing.City.Done(await city.AskAsync<MergeRequests, Outcome<CustomerRequest>>(
                a => a.RunAsync(new(Guid.CreateVersion7(), one.Id, other.Id, clerk), default))).Id;
            Portal.Testing.City.Done(await city.AskAsync<KeepAnswerTemplate, Outcome<AnswerTemplate>>(a => a.RunAsync(
                new(Guid.CreateVersion7(), null, 0, "Leak", "Hello {name}", "Hola {name}", false,
                    Core.Staff.Actor.Staff(clerk)), default)));
        }

        private async Task StrangerAsync()
        {
            var city = City.City;
            Portal.Testing.City.Done(await city.AskAsync<AskForLink, Outcome<bool>>(
                a => a.RunAsync(new("ana@example.com", AskingPurpose.Question, "en", "10.0.0.9"), default)));
            var link = await city.ReadAsync(db => Task.FromResult(db.Set<AskingLink>().Single()));
            var asker = new Asker.Unknown(Core.Requests.Strangers.Stranger.By(
                link, "Ana", null, city.Clock.GetUtcNow()));
            Portal.Testing.City.Done(await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
                a => a.RunAsync(new(Guid.CreateVersion7(), asker, "other", null, "Hello", []), default)));
            Stranger = asker.Who.Id;
        }

        private async Task StartAsync(
            Core.Accounts.CustomerAccount account, Guid rosa, Guid clerk, Core.Requests.Uploads.Upload photo)
        {
            var city = City.City;
            var day = new OfficeDays([6, 7], []).Add(city.Today, 5);
            var start = Portal.Testing.City.Done(await city.AskAsync<AskToMove, Outcome<CustomerRequest>>(
                a => a.RunAsync(new(Guid.CreateVersion7(), rosa, account.Id, null,
                    new(null, "77 New Rd", day, Occupancy.Owner, "Rosa", "916 555 0100"), null, null, [photo]),
                default)));
            Portal.Testing.City.Done(await city.AskAsync<CheckIdentity, Outcome<IdentityCheck>>(
                a => a.RunAsync(new(start.Id, true, "Passport", clerk), default)));
            var file = await city.ReadAsync(
                db => Task.FromResult(db.Set<RequestFile>().Single(f => f.EventId == start.Id)));
            Portal.Testing.City.Done(await city.AskAsync<OpenRequestFile, Outcome<RequestFile>>(
                a => a.RunAsync(new(file.Id, clerk, true, null), default)));
        }
    }
}
