using Microsoft.Playwright;
using Portal.Core.People;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys.Screens;

/// <summary>
/// Ways through every page, one for each kind of visitor, whatever the language: full, empty and wrong. A tour stops at
/// each page and names it; whoever takes the tour looks around there.
/// </summary>
public sealed class Tours(OpenCity city)
{
    public const string Newcomer = "newcomer@example.com";

    /// <summary>Nobody in particular.</summary>
    public static async IAsyncEnumerable<string> StrangerAsync(IPage page)
    {
        foreach (var (path, name) in new[]
        {
            ("/", "start"), ("/payanotherway", "ways to pay"), ("/accessibility", "accessibility"),
            ("/privacy", "privacy"), ("/signin/checkmail", "look in your mail"), ("/signin/signedout", "signed out"),
            ("/nothing-here", "not found"), ("/pay/canceled", "guest canceled"),
            ("/signin/undo?key=gone", "undo e-mail"), ("/signin/copies?key=gone", "copies"),
            ("/signin/confirm?key=gone", "confirm e-mail"), ("/signin/reset?key=gone", "reset password"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        foreach (var (path, name) in new[]
        {
            ("/signin", "sign in"), ("/signin/register", "register"), ("/signin/forgot", "forgot"), ("/pay", "guest"),
            ("/ask", "ask without signing in"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
            await SendAsync(page);
            yield return $"{name} with nothing filled in";
        }
    }

    /// <summary>Somebody with a paper bill.</summary>
    public async IAsyncEnumerable<string> GuestAsync(IPage page)
    {
        var bill = await city.Records.TakeAccountAsync();
        await page.GotoAsync("/pay");
        await page.Locator("[name='Input.AccountNumber']").FillAsync(bill.Number);
        await page.Locator("[name='Input.Proof']").FillAsync(bill.Pin);
        await SendAsync(page);
        yield return "guest amount";
        await foreach (var name in WalletTour.GuestAsync(page)) { yield return name; }
        await SendAsync(page);
        yield return "guest check";
        await SendAsync(page);
        await PayByCardAsync(page);
        yield return "guest paid";
    }

    /// <summary>A resident with accounts: sees, pays, breaks off, waits for a bank.</summary>
    public async IAsyncEnumerable<string> ResidentAsync(IPage page, string email)
    {
        await SignInAsync(page, email);
        yield return "my home";
        foreach (var (path, name) in await city.Records.PlacesOfAsync(email))
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await foreach (var name in BudgetTour.ResidentAsync(page)) { yield return name; }
        await foreach (var name in PersonTour.ResidentAsync(page)) { yield return name; }
        var account = await city.Records.FirstAccountOfAsync(email);
        await foreach (var name in WalletTour.ResidentAsync(page, account)) { yield return name; }
        await foreach (var name in ArrangementTour.ResidentAsync(page)) { yield return name; }
        await foreach (var name in RequestTour.ResidentAsync(page)) { yield return name; }
        await foreach (var name in UseTour.ResidentAsync(page)) { yield return name; }
        await page.GotoAsync("/my/bills");
        await page.Locator("main a[href*='/my/bills/']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        await Billing.Forms.UnfoldAllAsync(page);
        yield return "bill, its lines open";
        await page.GotoAsync("/my/link");
        await SendAsync(page);
        yield return "link with nothing filled in";
        await StartPayingAsync(page, "");
        yield return "pay without an amount";
        await StartPayingAsync(page, "6.07");
        yield return "pay check";
        await SendAsync(page);
        await page.Locator("#Number").WaitForAsync();
        yield return "checkout";
        await page.Locator("a[href*='/my/pay/']").First.ClickAsync();
        yield return "pay not finished";
        await page.GotoAsync("/my");
        yield return "my home with a payment open";
        await StartPayingAsync(page, "5.03");
        await SendAsync(page);
        await PayByCardAsync(page);
        yield return "pay paid";
        await StartPayingAsync(page, "4.11");
        await SendAsync(page);
        await PayFromBankAsync(page);
        yield return "pay on its way";
        await page.GotoAsync("/my");
        yield return "my home with a bank payment";
    }

    /// <summary>A resident who has linked nothing yet.</summary>
    public static async IAsyncEnumerable<string> NewcomerAsync(IPage page)
    {
        await SignInAsync(page, Newcomer);
        yield return "my home, empty";
        string[] paths =
            ["/my/bills", "/my/payments", "/my/deposits", "/my/pay", "/my/link", "/my/requests", "/my/use", "/office"];
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            yield return $"{path}, empty";
        }
    }

    /// <summary>Somebody of the office.</summary>
    public async IAsyncEnumerable<string> StaffAsync(IPage page, CreateDemoSignIns.Person who)
    {
        await SignInAsync(page, who.Email);
        yield return "second step";
        var code = Totp.Code(who.AuthenticatorKey!, Totp.StepOf(OpenCity.Clock.GetUtcNow()));
        await page.Locator("[name='Input.Code']").FillAsync(code);
        await SendAsync(page);
        await page.WaitForURLAsync("**/office");
        await foreach (var name in OfficeAsync(page)) { yield return name; }
    }

    /// <summary>A new member of staff with the link they were mailed: wrong and right.</summary>
    public async IAsyncEnumerable<string> EnrollAsync(IPage page, string email)
    {
        await page.GotoAsync(await city.AddStaffAsync(email));
        yield return "enroll";
        await SendAsync(page);
        yield return "enroll with nothing filled in";
        await page.Locator("[name='Input.Password']").FillAsync("five quiet boats at noon");
        await SendAsync(page);
        yield return "enroll an app";
        await page.Locator("[name='Input.Code']").FillAsync("000000");
        await SendAsync(page);
        yield return "enroll with a wrong code";
        await page.GotoAsync("/signin/enroll?key=gone");
        yield return "enroll with a spent link";
    }

    /// <summary>The office, for who is signed in to it.</summary>
    public async IAsyncEnumerable<string> OfficeAsync(IPage page)
    {
        foreach (var (path, name) in new[]
        {
            ("/office", "work"), ("/office/accounts", "find"), ("/office/accounts?q=delgado", "found"),
            ("/office/accounts?q=alder", "found many"), ("/office/accounts?q=zzzzzz", "found nobody"),
            ("/office/ledger", "journal"), ("/office/ledger/balance", "balance"), ("/office/shortcuts", "shortcuts"),
            ("/office/returns", "returned payments"), ("/office/returns/import", "the bank's files"),
            ("/office/returns/list?sort=-amount", "every returned payment"),
            ("/office/billing/batches", "adjustments from a file"),
            ("/office/people", "people"), ("/office/people?role=Legal", "people of a role"),
            ("/office/people/duties", "duties"), ("/office/people/reviews", "reviews of rights"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await foreach (var name in ChargesTour.DesksAsync(page)) { yield return name; }
        await foreach (var name in RequestTour.OfficeAsync(page)) { yield return name; }
        await foreach (var name in KeepingTour.DesksAsync(page)) { yield return name; }
        await foreach (var name in MoneyTour.DesksAsync(page)) { yield return name; }
        await foreach (var name in LadderTour.DesksAsync(page)) { yield return name; }
        await foreach (var name in LettersTour.DesksAsync(page)) { yield return name; }

        var account = await city.Records.FirstAccountOfAsync(Resident.Rosa);
        await foreach (var name in AccountAsync(page, account)) { yield return name; }
        var payment = await city.Records.LastPaymentOfAsync(account);
        await foreach (var name in MoneyTour.AccountAsync(page, account, payment)) { yield return name; }
        await foreach (var name in LettersTour.AccountAsync(page, account)) { yield return name; }

        await page.GotoAsync("/security");
        yield return "security of staff";
        await page.GotoAsync("/security/prove");
        yield return "prove again with a code";
        await SendAsync(page);
        yield return "prove again with nothing filled in";
    }

    /// <summary>One account in the office, and what can be done to it.</summary>
    private static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        await page.GotoAsync($"/office/accounts/{account}/why");
        yield return "why";
        await page.Locator("button[value='call']").ClickAsync();
        await page.WaitForURLAsync($"**/office/accounts/{account}");
        yield return "account";
        await page.Locator("#payments ~ .bill-lines summary").First.ClickAsync();
        yield return "account with a payment open";
        if (await page.Locator("main a[href$='/proof']").CountAsync() > 0)
        {
            await page.Locator("main a[href$='/proof']").First.ClickAsync();
            await page.WaitForURLAsync("**/proof");
            yield return "proof of notice";
        }

        await foreach (var name in ChargesTour.AccountAsync(page, account)) { yield return name; }
        await foreach (var name in BudgetTour.AccountAsync(page, account)) { yield return name; }
        await foreach (var name in WalletTour.AccountAsync(page, account)) { yield return name; }
        await foreach (var name in ArrangementTour.OfficeAsync(page, account)) { yield return name; }
        await foreach (var name in UseTour.OfficeAsync(page, account)) { yield return name; }
        await foreach (var name in KeepingTour.AccountAsync(page, account)) { yield return name; }
        await foreach (var name in LadderTour.AccountAsync(page, account)) { yield return name; }
        await page.GotoAsync($"/office/accounts/{account}/pin");
        yield return "PIN";
    }

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/signin");
        await page.Locator("[name='Input.Email']").FillAsync(email);
        await page.Locator("[name='Input.Password']").FillAsync(Resident.Password);
        await SendAsync(page);
        await page.WaitForURLAsync(url => !url.EndsWith("/signin", StringComparison.Ordinal));
    }

    /// <summary>Sends the page's form and waits for what comes.</summary>
    private static async Task SendAsync(IPage page)
    {
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("main form button.usa-button--big:visible").First.ClickAsync(),
            answer => answer.Request.IsNavigationRequest && answer.Status is (< 300 or >= 400));
        await page.WaitForLoadStateAsync();
    }

    private static async Task StartPayingAsync(IPage page, string amount)
    {
        await page.GotoAsync("/my/pay");
        var account = page.Locator("fieldset.pay-account:has([value='other'])").First;
        await account.Locator("[value='other']").CheckAsync();
        await account.Locator("[name$='.Other']").FillAsync(amount);
        await page.Locator("main form button.usa-button--big").ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    private static async Task PayByCardAsync(IPage page)
    {
        await page.Locator("#Number").FillAsync(Checkout.GoodCard);
        await page.Locator("#Expiry").FillAsync("12/40");
        await page.Locator("#Cvc").FillAsync("123");
        await page.Locator("form button").ClickAsync();
        await page.Locator(".receipt").First.WaitForAsync();
    }

    private static async Task PayFromBankAsync(IPage page)
    {
        await page.Locator("#method-bank").CheckAsync();
        await page.Locator("#Holder").FillAsync("Rosa Delgado");
        await page.Locator("#Routing").FillAsync("110000000");
        await page.Locator("#BankAccount").FillAsync("000123456789");
        await page.Locator("form button").ClickAsync();
        await page.WaitForURLAsync("**/my/pay/return/**");
    }
}
