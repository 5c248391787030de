using Microsoft.Playwright;

namespace Portal.Journeys.Actors;

/// <summary>A resident who reads English.</summary>
public sealed class Resident(IPage page) : Person(page)
{
    public const string Rosa = "rosa.delgado@example.com";
    public const string Password = "demo city water bill";

    public async Task SignInAsync(string email)
    {
        await GoToAsync("/signin");
        await IsOnAsync("Sign in");
        await FillInAsync("E-mail", email);
        await FillInAsync("Password", Password);
        await PressAsync("Sign in");
        await IsOnAsync("My home");
    }

    /// <summary>From My home to the processor's page, paying all that one account owes.</summary>
    public async Task GoToCheckoutAsync(string owed)
    {
        await FollowAsync($"Pay {owed}");
        await IsOnAsync("How much do you want to pay?");
        await PressAsync("Continue");
        await IsOnAsync("Check before you pay");
        await PressAsync($"Pay {owed}");
        await IsOnAsync("Pay your bill");
    }
}
