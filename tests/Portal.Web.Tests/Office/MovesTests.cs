using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>Moving in and out as the office does it: the bill is seen before it is made.</summary>
public sealed class MovesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private static int _meters;

    [Fact]
    public async Task The_final_bill_is_shown_then_made_and_the_next_customer_comes_in()
    {
        var account = await ServedAsync();
        var staff = await OpenedAsync(account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/end-service");

        var shown = await staff.SubmitAsync(
            form, "Show the final bill", ("Input.Reads[0].Reading", "12"), ("Input.Source", "Call"),
            ("Input.MailStays", "false"), ("Input.Forwarding.Line1", "9 Far Road"),
            ("Input.Forwarding.City", "Elsewhere"), ("Input.Forwarding.State", "OR"),
            ("Input.Forwarding.PostalCode", "97001"));
        Assert.Contains("The final bill", shown.Text, StringComparison.Ordinal);
        Assert.Contains("The account is closed on", shown.Text, StringComparison.Ordinal);
        Assert.Null(await ClosedOnAsync(account));
        var done = await staff.SubmitAsync(shown, "End the service");

        Assert.Equal($"/office/accounts/{account.Id}", done.Path);
        Assert.NotNull(await ClosedOnAsync(account));
        var start = await staff.GoAsync($"/office/start-service?premise={account.PremiseId}");
        var missing = await staff.SubmitAsync(
            start, "Start the service", ("Input.Reads[0].Reading", "12"), ("Name", "Ana Newcomer"),
            ("Input.Deposit", ""));
        Assert.Contains("Choose how it was asked for.", missing.Text, StringComparison.Ordinal);
        Assert.Contains("Choose whether the proof of identity was theirs.", missing.Text, StringComparison.Ordinal);
        Assert.Contains("Enter the deposit to ask for", missing.Text, StringComparison.Ordinal);
        var begun = await staff.SubmitAsync(
            missing, "Start the service", ("Input.Source", "Counter"), ("Input.Occupancy", "Tenant"),
            ("Input.IsIdentityConfirmed", "true"), ("Input.IdentityNote", "License, seen"),
            ("Input.NoDepositReason", "Guaranteed by the owner"));
        Assert.StartsWith("/office/accounts/", begun.Path, StringComparison.Ordinal);
        Assert.Equal(2, await site.ReadAsync(db => db.ServiceAgreements.CountAsync(
            g => db.ServicePoints.Any(p => p.Id == g.ServicePointId && p.PremiseId == account.PremiseId))));
    }

    [Fact]
    public async Task A_further_account_is_opened_for_a_customer_found_and_one_typed_as_new_is_warned_about()
    {
        var (place, first) = (await ServedAsync(), await ServedAsync());
        var staff = await OpenedAsync(place);
        await site.ReadAsync(db => db.ServiceAgreements.Where(g => g.CustomerAccountId == place.Id)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.EndsOn, x => x.StartsOn.AddDays(5))));
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == first.CustomerId));
        (string, string)[] known =
        [
            ("Input.Source", "Counter"), ("Input.Occupancy", "Tenant"), ("Input.IsIdentityConfirmed", "true"),
            ("Input.IdentityNote", "License, seen"), ("Input.Deposit", ""),
            ("Input.NoDepositReason", "Guaranteed by the owner"), ("Input.Reads[0].Reading", "500"),
        ];
        var blank = await staff.GoAsync($"/office/start-service?premise={place.PremiseId}");
        var warned = await staff.SubmitAsync(
            blank, "Start the service",
            [.. known, ("Input.Name", customer.Name), ("Input.Mailing.PostalCode", customer.MailingPostalCode)]);
        Assert.Contains("This looks like", warned.Text, StringComparison.Ordinal);

        var found = await staff.GoAsync($"/office/start-service?premise={place.PremiseId}&who={first.Number}");
        var chosen = await staff.GoAsync(found.Document.QuerySelector($"a[href*='owner={first.Id}']")!
            .GetAttribute("href")!);
        var begun = await staff.SubmitAsync(chosen, "Start the service", known);

        Assert.Contains($"(account {first.Number})", chosen.Text, StringComparison.Ordinal);
        Assert.StartsWith("/office/accounts/", begun.Path, StringComparison.Ordinal);
        Assert.Equal(2, await site.ReadAsync(db => db.CustomerAccounts.CountAsync(
            a => a.CustomerId == first.CustomerId)));
    }

    [Theory]
    [InlineData("en", "Keep the change", "The change is kept.")]
    [InlineData("es", "Guardar el cambio", "El cambio está guardado.")]
    public async Task What_a_service_is_billed_by_is_changed_with_a_reason(string language, string button, string done)
    {
        var account = await ServedAsync();
        var staff = await OpenedAsync(account);
        await staff.GoAsync($"/language/{language}");
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/agreement");

        var empty = await staff.SubmitAsync(form, button, ("Input.Dwellings", "4"));
        var kept = await staff.SubmitAsync(empty, button, ("Input.Dwellings", "4"), ("Input.Note", "Four flats"));

        Assert.NotNull(empty.Document.QuerySelector("[aria-invalid=true][name='Input.Note']"));
        Assert.Contains(done, kept.Text, StringComparison.Ordinal);
        Assert.Contains("Four flats", kept.Text, StringComparison.Ordinal);
        Assert.Contains("Terry Technician", kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_moved_to_a_place_found_by_its_address()
    {
        var (account, place) = (await ServedAsync(), await ServedAsync());
        await site.ReadAsync(db => db.ServiceAgreements.Where(g => g.CustomerAccountId == place.Id)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.EndsOn, x => x.StartsOn.AddDays(5))));
        var staff = await OpenedAsync(account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/move-service?premise={place.PremiseId}");

        var refused = await staff.SubmitAsync(
            form, "Move the service", ("Input.Reads[0].Reading", "12"), ("Input.MailStays", "false"));
        Assert.Contains("Choose how it was asked for.", refused.Text, StringComparison.Ordinal);
        Assert.NotNull(refused.Document.QuerySelector("[aria-invalid=true][name='Input.Reads[1].Reading']"));
        var done = await staff.SubmitAsync(
            refused, "Move the service", ("Input.Source", "Call"), ("Input.MailStays", "false"),
            ("Input.Reads[1].Reading", "10"));

        Assert.Equal($"/office/accounts/{account.Id}", done.Path);
        Assert.Equal(place.PremiseId, await site.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .Select(a => a.PremiseId).SingleAsync()));
    }

    [Fact]
    public async Task Nothing_typed_is_lost_and_every_reason_is_shown()
    {
        var account = await ServedAsync();
        var staff = await OpenedAsync(account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/end-service");

        var refused = await staff.SubmitAsync(
            form, "Show the final bill", ("Input.Reads[0].Reading", "1"), ("Input.Forwarding.Line1", "9 Far Road"));

        Assert.Contains("A later read cannot be lower", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Enter the state as two", refused.Text, StringComparison.Ordinal);
        Assert.Contains("9 Far Road", refused.Body, StringComparison.Ordinal);
        Assert.Null(await ClosedOnAsync(account));
    }

    [Fact]
    public async Task Where_the_customer_asked_the_final_bill_to_go_is_filled_in_already()
    {
        var account = await ServedAsync();
        await site.ReadAsync(async db =>
        {
            var user = await db.Users.Select(u => u.Id).FirstAsync();
            return await db.Database.ExecuteSqlAsync($$"""
                with asked as (
                  insert into customer_request (id, number, kind, topic, customer_account_id, user_id, state,
                    acknowledge_by, expected_on, opened_at, changed_at)
                  values (gen_random_uuid(), 990001, 'stop', 'stop', {{account.Id}}, {{user}}, 'new', '2030-01-01',
                    '2030-01-02', now(), now()) returning id)
                insert into service_request (request_id, stop_premise_id, stop_on, forwarding)
                select id, {{account.PremiseId}}, '2030-01-03',
                  '{"Line1": "9 Far Road", "City": "Reno", "State": "NV", "PostalCode": "89501"}' from asked
                """);
        });
        var staff = await OpenedAsync(account);

        var form = await staff.GoAsync($"/office/accounts/{account.Id}/end-service");

        Assert.Contains("9 Far Road", form.Body, StringComparison.Ordinal);
        Assert.Contains("89501", form.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_landlord_agreement_is_made_listed_and_ended()
    {
        var (tenant, owner) = (await ServedAsync(), await site.AccountAsync());
        var staff = await site.SignedInAsync(Terry);
        var form = await staff.GoAsync($"/office/landlords?premise={tenant.PremiseId}");

        var unknown = await staff.SubmitAsync(form, "Agree", ("Owner’s account number", "123"));
        Assert.Contains("No account has this number.", unknown.Text, StringComparison.Ordinal);
        var listed = await staff.SubmitAsync(unknown, "Agree", ("Owner’s account number", owner.Number));
        Assert.Contains(owner.Number, listed.Text, StringComparison.Ordinal);
        await staff.SubmitAsync(listed, "End today");

        Assert.NotNull(await site.ReadAsync(db => db.LandlordAgreements
            .Where(l => l.CustomerAccountId == owner.Id).Select(l => l.EndsOn).SingleAsync()));
    }

    private Task<DateOnly?> ClosedOnAsync(CustomerAccount account) => site.ReadAsync(
        db => db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.ClosedOn).SingleAsync());

    private async Task<SiteBrowser> OpenedAsync(CustomerAccount account)
    {
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (AngleSharp.Html.Dom.IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return staff;
    }

    /// <summary>An account with one meter, served for ten days and never billed, in a cycle with rates.</summary>
    private async Task<CustomerAccount> ServedAsync()
    {
        var account = await site.AccountAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().UtcDateTime).AddDays(-1);
        var meter = $"W-{Interlocked.Increment(ref _meters)}";
        var rates = await File.ReadAllTextAsync(
            Repository.Path("src/Portal.Core/Data/Seeds/rates/alder-falls.json"));
        await site.ReadAsync(async db => await db.Database.ExecuteSqlAsync($$"""
            with point as (
              insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit)
              values (gen_random_uuid(), {{account.PremiseId}}, 'water', {{meter}}, '3/4"', 'CCF') returning id),
            agreed as (
              insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
              select gen_random_uuid(), {{account.Id}}, id, 'residential', {{today.AddDays(-10)}} from point),
            opened as (
              insert into meter_read (id, service_point_id, read_on, reading, kind)
              select gen_random_uuid(), id, {{today.AddDays(-10)}}, 9, 'actual' from point),
            cycle as (
              insert into billing_cycle (code, name_en, name_es, read_day)
              values ('C1', 'Cycle 1', 'Ciclo 1', {{today.AddDays(-11).Day}}) on conflict do nothing),
            priced as (
              insert into rate_schedule (id, code, effective_on, document, created_at)
              select gen_random_uuid(), s ->> 'id', (s ->> 'effective_on')::date,
                jsonb_build_object('schedules', jsonb_build_array(s)), now()
              from jsonb_array_elements({{rates}}::jsonb -> 'schedules') s on conflict do nothing),
            booked as (
              insert into accounting_period (starts_on, state)
              select date_trunc('month', day)::date, 'open'
              from unnest(array[{{today}}::date, {{today.AddDays(1)}}::date]) day group by 1 on conflict do nothing)
            select 1
            """));
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update rate_schedule set state = 'released', released_by = 'city', released_at = now() where state = 'draft'
            """));
        await site.ReadAsync(async db => await db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillingCycle, "C1")));
        return account;
    }
}
