using Microsoft.Playwright;
using Portal.Core.People;
using Portal.Journeys.Opening;

namespace Portal.Journeys.Actors;

/// <summary>A technician of the demo city at the office's computer.</summary>
public class Clerk(IPage page) : Person(page)
{
    protected virtual CreateDemoSignIns.Person Who => CreateDemoSignIns.People[1];

    /// <summary>With password and authenticator code; a code is good once, so once in half a minute.</summary>
    public async Task SignInAsync()
    {
        await GoToAsync("/signin");
        await FillInAsync("E-mail", Who.Email);
        await FillInAsync("Password", CreateDemoSignIns.Password);
        await PressAsync("Sign in");
        await IsOnAsync("Enter your code");
        await FillInAsync("Code", Totp.Code(Who.AuthenticatorKey!, Totp.StepOf(OpenCity.Clock.GetUtcNow())));
        await PressAsync("Sign in");
        await IsOnAsync("Work");
    }

    /// <summary>Finds a customer, says why, and opens the account.</summary>
    public async Task OpenAccountAsync(string search, string name)
    {
        await FillInAsync("Find a customer", search);
        await PressAsync("Find");
        await FollowAsync(name);
        await IsOnAsync($"Open the account of {name}");
        await PressAsync("Phone call");
        await IsOnAsync(name);
    }
}
