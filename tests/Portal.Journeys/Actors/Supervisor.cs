using Microsoft.Playwright;
using Portal.Core.People;

namespace Portal.Journeys.Actors;

/// <summary>A supervisor of the demo city: a clerk who is the second person.</summary>
public sealed class Supervisor(IPage page) : Clerk(page)
{
    protected override CreateDemoSignIns.Person Who => CreateDemoSignIns.People[2];
}
