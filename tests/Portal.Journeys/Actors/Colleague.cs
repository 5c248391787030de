using Microsoft.Playwright;
using Portal.Core.People;

namespace Portal.Journeys.Actors;

/// <summary>Another member of the demo city's staff, by e-mail address.</summary>
public sealed class Colleague(IPage page, string email) : Clerk(page)
{
    protected override CreateDemoSignIns.Person Who => CreateDemoSignIns.People.Single(p => p.Email == email);
}
