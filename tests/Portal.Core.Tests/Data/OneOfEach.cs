using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Data;

/// <summary>A city with a sound row in every table that has rules, made by acts where there is one.</summary>
public sealed class OneOfEach : IAsyncLifetime
{
    public City City { get; } = new();

    public async Task InitializeAsync()
    {
        await City.InitializeAsync();
        var account = await City.AccountOwingAsync(60.00m);
        await City.PayAsync(account, new Usd(90_00));
        var other = await City.AccountOwingAsync(60.00m);
        var payment = await City.PayAsync(other, new Usd(60_00));
        City.Done(await City.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "test", Actor.System), default)));
        await AdjustAsync();
        var resident = await City.ResidentAsync("Rosa", account);
        await using var command = City.Database.App.CreateCommand(
            SmallRows(account, resident.Id) + ReadRows(account));
        await command.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => City.DisposeAsync();

    /// <summary>Adds a sound row again with something wrong about it, and hears the rule answer by its name.</summary>
    /// <param name="table">A table, and which of its rows, if it matters.</param>
    /// <param name="wrong">What is written differently the second time, as JSON.</param>
    public async Task RefusedAsync(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");
        await using var command = City.Database.App.CreateCommand(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1");
        command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A charge and a credit, and a bill canceled by two people and billed again, which shows them.</summary>
    private async Task AdjustAsync()
    {
        var account = await City.AccountOwingAsync(600.00m);
        City.Done(await City.AdjustAsync(await City.AdjustmentAsync(account, Side.Debit, 5_00)));
        City.Done(await City.AdjustAsync(await City.AdjustmentAsync(account, Side.Credit, 5_00, UtilityService.Sewer)));
        var bill = await City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        await City.CancelAsync(account, bill);
        City.Done(await City.ReplaceAsync(bill));
    }

    private static string SmallRows(CustomerAccount account, Guid user) => $"""
        insert into service_point (id, premise_id, service, meter_number, meter_size)
          values (gen_random_uuid(), '{account.PremiseId}', 'water', 'M-1', '5/8');
        insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
          select gen_random_uuid(), '{account.Id}', id, 'residential', '2024-01-01' from service_point;
        insert into billing_cycle (code, name_en, name_es, read_day) values ('C1', 'Cycle 1', 'Ciclo 1', 2);
        insert into route (code, billing_cycle) values ('C1-01', 'C1');
        insert into meter_read (id, service_point_id, read_on, reading, kind)
          select gen_random_uuid(), id, '2026-11-01', 10, 'actual' from service_point;
        insert into bill_read (bill_id, service_point_id, meter_number, previous_read_on, previous_reading,
            previous_kind, current_read_on, current_reading, current_kind, used, unit)
          select bill.id, service_point.id, 'M-1', '2026-10-01', 1, 'actual', '2026-11-01', 2, 'actual', 1, 'ccf'
          from bill, service_point;
        insert into rate_schedule (id, code, effective_on, document, created_at)
          values (gen_random_uuid(), 'water', '2026-01-01', '[]', now());
        insert into rate_change (id, rate_schedule_id, at, actor, act, document)
          select gen_random_uuid(), id, now(), 'test', 'drafted', '[]' from rate_schedule;
        insert into payment_attempt (id, state, channel, amount_cents, language, session_id, processor_payment_id,
            created_at, expires_at, changed_at)
          values (gen_random_uuid(), 'awaiting_payer', 'guest', 500, 'en', 'cs_1', 'pi_1', now(), now(), now());
        insert into payment_attempt_share (attempt_id, customer_account_id, amount_cents, is_live, is_in_flight)
          select id, '{account.Id}', 500, true, false from payment_attempt;
        insert into suspense_item (id, amount_cents, reason, processor_payment_id, received_at)
          values (gen_random_uuid(), 5, 'currency_mismatch', 'pi_2', now());
        insert into webhook_event (id, type, object_id, created_at, received_at, raw, state, next_at)
          values ('evt_1', 'test', '', now(), now(), '', 'waiting', now());
        insert into office_task (id, kind, dedupe_key, detail, created_at)
          values (gen_random_uuid(), 'test', 'test', '', now());
        insert into outbox_mail (id, dedupe_key, kind, language, to_name, to_address, subject, text, html, state,
            created_at, next_at)
          values (gen_random_uuid(), 'test', 'test', 'en', '', 'a@example.com', '', '', '', 'waiting', now(), now());
        insert into mail_pause (id, reason, paused_at) values (gen_random_uuid(), 'test', now());
        insert into sign_in_session (id, secret_hash, user_id, security_stamp, started_at, last_seen_at, proved_at,
            user_agent, address)
          values (gen_random_uuid(), sha256('1'), '{user}', '', now(), now(), now(), '', '');
        insert into recovery_code (code_hash, user_id, made_at) values (sha256('2'), '{user}', now());
        insert into mailed_secret (secret_hash, user_id, purpose, made_at)
          values (sha256('3'), '{user}', 'confirm_email', now());
        insert into staff_member (user_id, role, started_at) values ('{user}', 'technician', now());
        insert into customer_view (id, at, staff_user_id, customer_account_id, page, reason)
          values (gen_random_uuid(), now(), '{user}', '{account.Id}', '/office', 'test');
        insert into security_event (id, at, user_id, kind, user_agent, address)
          values (gen_random_uuid(), now(), '{user}', 'signed_in', '', '');
        insert into outbox_mail_account (mail_id, customer_account_id) select id, '{account.Id}' from outbox_mail;
        insert into account_hold (id, customer_account_id, kind, reason, starts_on, made_by, made_at)
          values (gen_random_uuid(), '{account.Id}', 'dispute', 'test', '2026-11-01', 'test', now());
        insert into late_charge_run (id, as_of, made_by, made_at)
          values (gen_random_uuid(), '2026-11-16', 'staff:a', now());
        insert into late_charge_run_item (run_id, open_item_id, customer_account_id, family, step, basis_cents,
            amount_cents)
          select r.id, i.id, i.customer_account_id, 'late', 1, 100, 5 from late_charge_run r, open_item i limit 1;
        insert into late_charge_run_release (run_id, released_by, released_at)
          select id, 'staff:b', now() from late_charge_run;
        insert into late_charge_run_account (run_id, customer_account_id, charged_cents, done_at)
          select run_id, customer_account_id, 5, now() from late_charge_run_item;
        insert into late_charge (open_item_id, family, step, basis_cents, amount_cents, adjustment_id, run_id)
          select i.open_item_id, 'late', 1, 100, 5, a.id, i.run_id from late_charge_run_item i, adjustment a limit 1;
        insert into failed_try (key, failures, last_at) values ('test', 1, now());
        """;

    private static string ReadRows(CustomerAccount account) => $"""
        insert into meter_exchange (id, service_point_id, exchanged_on, old_meter_number, old_reading, old_dials,
            old_multiplier, new_meter_number, new_reading, recorded_at, recorded_by)
          select gen_random_uuid(), id, '2026-10-20', 'M-0', 9, 4, 1, 'M-1', 0, now(), 'test' from service_point;
        insert into meter_read_change (id, meter_read_id, was_on, was_reading, was_kind, now_on, now_reading, now_kind,
            changed_at, changed_by, reason)
          select gen_random_uuid(), id, read_on, 9, 'actual', read_on, 10, 'actual', now(), 'test', 'test'
          from meter_read;
        insert into read_rule_change (id, name, was, now, reason, changed_at, changed_by)
          values (gen_random_uuid(), 'high_floor', 5, 6, 'test', now(), 'test');
        insert into read_profile (id, name, document, changed_at, changed_by)
          values (gen_random_uuid(), 'test', jsonb_build_object(), now(), 'test');
        insert into read_import (id, operation_id, file_name, sha256, bytes, state, uploaded_at, uploaded_by,
            confirmed_at, confirmed_by)
          values (gen_random_uuid(), gen_random_uuid(), 'a.csv', sha256('1'), 1, 'confirmed', now(), 'test', now(),
            'test');
        insert into read_import_row (read_import_id, no, line, meter_number, outcome)
          select id, 1, 2, 'M-1', 'accepted' from read_import;
        insert into meter_interval_day (service_point_id, day, minutes, uses)
          select id, '2026-11-01', array[0], array[1] from service_point;
        insert into read_exception (id, service_point_id, customer_account_id, meter_read_id, rule, period_on, evidence,
            state, opened_at)
          select gen_random_uuid(), service_point_id, '{account.Id}', id, 'high', read_on, jsonb_build_object(),
            'open', now()
          from meter_read;
        insert into read_exception_event (id, read_exception_id, operation_id, at, by, act, from_state, to_state)
          select gen_random_uuid(), id, gen_random_uuid(), now(), 'test', 'test', 'open', 'open' from read_exception;
        insert into read_evidence (id, read_exception_id, operation_id, at, by, note, media_type, photo)
          select gen_random_uuid(), id, gen_random_uuid(), now(), 'test', 'test', 'image/png', '1' from read_exception;
        """;
}
