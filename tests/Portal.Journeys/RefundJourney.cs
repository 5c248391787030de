using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Core.Money;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>
/// An overpayment goes back to its card, whose bank sends it back later; so it is paid by check, and printed. Three
/// people, none of whom does it alone.
/// </summary>
[Collection(InTheCity.Name)]
public sealed partial class RefundJourney(OpenCity city)
{
    private const string Ana = "ana.refunded@example.com";

    /// <summary>A refund to it looks done at first and comes back later.</summary>
    private const string ClosedCard = "4000 0000 0000 5126";

    private static readonly Usd Over = new(25_00);

    [Fact]
    public Task A_refund_that_the_bank_of_the_card_sends_back_goes_out_by_check() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "en", bill);
        await city.Records.ForgetContactAsync(bill);
        await PayTooMuchAsync(page, bill);
        var office = await OfficeAsync();

        await office.RefundAsync(bill, byCheck: false);
        await city.MailAsync(Ana, $"Your refund of {Over} is on its way");
        city.Sandbox.Stripe.AdvanceClock(TimeSpan.FromMinutes(6));
        await city.MailAsync(Ana, $"Your refund of {Over} came back to us");

        await office.RefundAsync(bill, byCheck: true);
        await office.PrintAsync();
    });

    private static async Task PayTooMuchAsync(IPage page, PaperBill bill)
    {
        var (ana, checkout) = (new Resident(page), new Checkout(page));
        var amount = new Usd(bill.OwedCents) + Over;
        await ana.SignInAsync(Ana);
        await ana.FollowAsync($"Pay {bill.Owed}");
        await ana.IsOnAsync("How much do you want to pay?");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Another amount" }).First.CheckAsync();
        await ana.FillInAsync("If another amount: how much", $"{amount.ToDollars():0.00}");
        await ana.PressAsync("Continue");
        await ana.IsOnAsync("Check before you pay");
        await ana.PressAsync($"Pay {amount}");
        await checkout.PayByCardAsync($"Pay {amount}", ClosedCard);
        await ana.IsOnAsync("Payment received");
    }

    private async Task<Office> OfficeAsync()
    {
        var people = new List<Colleague>();
        foreach (var who in new[] { "terry.technician", "sam.supervisor", "pat.technician" })
        {
            var context = await city.BrowserAsync();
            var person = new Colleague(await context.NewPageAsync(), $"{who}@example.gov");
            await person.SignInAsync();
            people.Add(person);
        }

        return new(people[0], people[1], people[2]);
    }

    [GeneratedRegex("^(Approve|Send out|Print) \\S+")]
    private static partial Regex DoIt();

    /// <summary>Who asks, who approves, and who sends out and prints.</summary>
    private sealed record Office(Colleague Asks, Colleague Approves, Colleague Sends)
    {
        public async Task RefundAsync(PaperBill bill, bool byCheck)
        {
            await Asks.GoToAsync($"/office/accounts/{bill.Id}");
            if (await Asks.Page.GetByRole(AriaRole.Button, new() { Name = "Phone call" }).CountAsync() > 0)
            {
                await Asks.PressAsync("Phone call");
            }

            await Asks.GoToAsync($"/office/accounts/{bill.Id}/refund");
            await Asks.IsOnAsync("Refund");
            await Asks.FillInAsync("In words", "Paid too much");
            await Asks.Page.GetByLabel("How", new() { Exact = true })
                .SelectOptionAsync(new SelectOptionValue { Value = byCheck ? "true" : "false" });
            await Asks.PressAsync("Ask for approval");
            await Asks.SeesAsync("The refund was asked for.");
            var refund = new Uri(Asks.Page.Url).AbsolutePath;
            await Approves.GoToAsync($"{refund}/approve");
            await DoAsync(Approves, "You approved the refund.");
            await Sends.GoToAsync($"{refund}/issue");
            await DoAsync(Sends, "The refund was sent out.");
        }

        public async Task PrintAsync()
        {
            await Sends.GoToAsync("/office/checks");
            var next = await Sends.Page.GetByText("The next one is number").First.InnerTextAsync();
            await Sends.FillInAsync("Number on the first sheet", FirstNumber().Match(next).Value);
            await DoAsync(Sends, "The checks were printed.");
            await Expect(Sends.Page.GetByText("Printed").First).ToBeVisibleAsync();
        }

        private static async Task DoAsync(Colleague who, string done)
        {
            await who.FindsNoBarrierAsync();
            await who.Page.GetByRole(AriaRole.Button, new() { NameRegex = DoIt() }).ClickAsync();
            await who.SeesAsync(done);
            await who.FindsNoBarrierAsync();
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
