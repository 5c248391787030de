using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>Another resident's ids find nothing at all.</summary>
public sealed class OwnershipTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Another_residents_ids_are_not_found_and_their_own_are()
    {
        var theirs = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var payment = await site.City.PayAsync(theirs, new Usd(10_00));
        var owner = await site.ResidentAsync(theirs);
        await PayingSite.PressPayAsync(owner);
        var attempt = await site.OpenAttemptAsync(theirs);
        var bill = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == theirs.Id));
        var stranger = await site.ResidentAsync(await site.City.AccountOwingAsync(20.00m));
        await site.City.AllowAsync();
        var arrangement = City.Done(await site.City.ArrangeAsync(theirs, days: 3));
        var (request, file) = await RequestedAsync(owner, bill.Id);
        var (mail, posted) = (await LetterAsync(theirs, "theirs@example.com"), await LetterAsync(theirs, null));
        var notice = (await SampleNotice.WriteAsync(site.City, theirs)).Id;
        string[] addresses =
        [
            $"/my/letters/notices/{notice}", $"/my/letters/notices/{notice}/pdf",
            $"/my/arrangements/{theirs.Id}", $"/my/arrangements/{theirs.Id}/check",
            $"/my/arrangements/agreement/{arrangement.Id}",
            $"/my/requests/{request}", $"/my/requests/files/{file}", $"/my/requests/dispute/{bill.Id}",
            $"/my/requests/refund/{theirs.Id}", $"/my/requests/assistance/{theirs.Id}",
            $"/my/bills/{bill.Id}", $"/my/bills/{bill.Id}/pdf",
            $"/my/statements/{theirs.Id}", $"/my/statements/{theirs.Id}/pdf",
            .. await WalletAddressesAsync(theirs),
            $"/my/budget/{theirs.Id}", $"/my/people/{theirs.Id}",
            $"/my/notices/{theirs.Id}", $"/my/notices/{theirs.Id}/paperless",
            $"/my/letters/{mail}", $"/my/letters/post/{posted}",
            .. new[] { "address", "phone", "name", "language", "email" }
                .Select(detail => $"/my/details/{theirs.CustomerId}/{detail}"),
            $"/my/use/{theirs.Id}", $"/my/use/{theirs.Id}/alerts",
            $"/my/use/{theirs.Id}/csv", $"/my/use/{theirs.Id}/greenbutton",
            $"/my/payments/{payment.Id}", $"/my/payments/{payment.Id}/pdf",
            $"/my/pay/return/{attempt.Id}", $"/my/pay?account={theirs.Id}",
        ];

        Assert.Empty(PagesWithIds().Except(addresses.Select(a => string.Join(
            '/', a.Split('?')[0].Split('/').Select(part => Guid.TryParse(part, out _) ? "{id:guid}" : part)))));
        foreach (var address in addresses)
        {
            Assert.Equal((address, HttpStatusCode.OK), (address, (await owner.GoAsync(address)).Status));
            Assert.Equal((address, HttpStatusCode.NotFound), (address, (await stranger.GoAsync(address)).Status));
        }
    }

    [Fact]
    public async Task Lists_hold_nothing_of_another_resident()
    {
        var theirs = await site.City.AccountOwingAsync(77.31m, "Ana Ruiz");
        await site.City.PayAsync(theirs, new Usd(11_17));
        var stranger = await site.ResidentAsync(await site.City.AccountOwingAsync(20.00m));

        string[] lists = ["/my", "/my/bills", $"/my/bills?account={theirs.Id}", "/my/payments", "/my/pay"];
        foreach (var address in lists)
        {
            var text = (await stranger.GoAsync(address)).Text;

            Assert.DoesNotContain("77.31", text, StringComparison.Ordinal);
            Assert.DoesNotContain("11.17", text, StringComparison.Ordinal);
            Assert.DoesNotContain(theirs.MaskedNumber, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_whose_card_another_resident_of_the_account_paid_is_not_shown()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var payer = await site.ResidentAsync(account);
        await PayingSite.PressPayAsync(payer);
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        await payer.GoAsync($"/my/pay/return/{attempt.Id}");
        var coResident = await site.ResidentAsync(account);
        var payment = await site.City.ReadAsync(db => db.Payments.SingleAsync(p => p.AttemptId == attempt.Id));

        foreach (var page in new[] { "/my/payments", $"/my/payments/{payment.Id}" })
        {
            Assert.Contains("Visa ••4242", (await payer.GoAsync(page)).Text, StringComparison.Ordinal);
            var seen = (await coResident.GoAsync(page)).Body;
            Assert.Contains(payment.Reference, seen, StringComparison.Ordinal);
            Assert.DoesNotContain("4242", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("Visa", seen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_order_of_another_resident_cannot_be_carried_on()
    {
        var owner = await site.ResidentAsync(await site.City.AccountOwingAsync(80.00m));
        var check = await owner.SubmitAsync(await owner.GoAsync("/my/pay"), "Continue");
        var stranger = await site.ResidentAsync(await site.City.AccountOwingAsync(20.00m));

        Assert.Equal("/my/pay", (await stranger.GoAsync(check.Address)).Path);
    }

    /// <summary>Autopay of the account, and a card and a scheduled payment of its resident.</summary>
    private async Task<IReadOnlyList<string>> WalletAddressesAsync(CustomerAccount account)
    {
        var user = await site.City.ReadAsync(db =>
            db.AccountLinks.Where(l => l.CustomerAccountId == account.Id).Select(l => l.UserId).SingleAsync());
        var setup = await AskAsync<StartSavingMethod, StartSavingMethod.Started>(act => act.RunAsync(
            new(Guid.CreateVersion7(), SetupPurpose.Wallet, user, null, null, "en"), default));
        var session = await site.City.ReadAsync(db =>
            db.MethodSetups.Where(s => s.Id == setup.SetupId).Select(s => s.SessionId).SingleAsync());
        site.Sandbox.Stripe.PayByCard(session!);
        await site.City.AskAsync<FollowSetup, MethodSetup>(act => act.RunAsync(setup.SetupId, default));
        var draft = await AskAsync<SchedulePayment, Draft>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user, account.Id, setup.SetupId, new Usd(5_00), new(2026, 12, 4), true, "en",
                null), default));
        return
        [
            $"/my/autopay/{account.Id}", $"/my/autopay/{account.Id}/terms",
            $"/my/autopay/{account.Id}/agree?method={setup.SetupId}&rule=DueDate",
            $"/my/methods/return/{setup.SetupId}", $"/my/schedule/{draft.Id}", $"/my/schedule?account={account.Id}",
        ];

        async Task<T> AskAsync<TAct, T>(Func<TAct, Task<Outcome<T>>> ask)
            where TAct : notnull => City.Done(await site.City.AskAsync(ask));
    }

    private async Task<(Guid Request, Guid File)> RequestedAsync(SiteBrowser owner, Guid bill)
    {
        await owner.SubmitFileAsync(
            await owner.GoAsync($"/my/requests/new?bill={bill}"), "Send",
            ("Input.Files", "a.pdf", "%PDF-1.4\n%%EOF\n"u8.ToArray()), ("Your message", "Why?"));
        return await site.City.ReadAsync(async db => (
            (await db.Set<CustomerRequest>().SingleAsync(r => r.BillId == bill)).Id,
            (await db.Set<RequestFile>().SingleAsync()).Id));
    }

    /// <summary>A letter to an account's customer, by mail or by post.</summary>
    /// <returns>Its id.</returns>
    private async Task<Guid> LetterAsync(CustomerAccount account, string? email)
    {
        await site.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, email)));
        var key = $"test:{Guid.NewGuid()}";
        var topic = email is null ? NoticeTopic.UseAlerts : NoticeTopic.Service;
        await site.City.ReadAsync(db =>
        {
            db.Add(new NoticeChoice
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, Topic = NoticeTopic.UseAlerts,
                Channel = NoticeChannel.Paper, ChosenBy = "test", ChosenAt = site.City.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        await site.City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, topic, to => new AccountLinkedLetter(to.Name, to.MaskedNumber, site.City.Today), key, null,
            default));
        await site.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, "theirs@example.com")));
        return email is null
            ? await site.City.ReadAsync(db => db.OfficeTasks.Where(t => t.DedupeKey == $"post:{key}")
                .Select(t => t.Id).SingleAsync())
            : await site.City.ReadAsync(db => db.OutboxMails.Where(m => m.DedupeKey == key).Select(m => m.Id)
                .SingleAsync());
    }

    private IEnumerable<string> PagesWithIds() =>
        from endpoint in site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath
            .StartsWith("/My/", StringComparison.Ordinal) == true
        let address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where address.Contains("{id", StringComparison.Ordinal)
        select address;
}
