using Microsoft.Playwright;
using Portal.Journeys.Opening;

namespace Portal.Journeys.Actors;

/// <summary>Somebody with a paper bill and no sign-in.</summary>
public sealed class Guest(IPage page) : Person(page)
{
    public async Task FindAsync(PaperBill bill, string proof)
    {
        await GoToAsync("/");
        await FollowAsync("Pay without signing in");
        await IsOnAsync("Pay without signing in");
        await FillInAsync("Account number", bill.Number);
        await FillInAsync("PIN or ZIP code", proof);
        await PressAsync("Continue");
        await IsOnAsync("How much do you want to pay?");
    }
}
