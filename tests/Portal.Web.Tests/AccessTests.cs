using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Staff;

namespace Portal.Web.Tests;

/// <summary>Nobody forgot to decide who may enter an address.</summary>
public sealed class AccessTests(PortalSite site) : IClassFixture<PortalSite>
{
    /// <summary>Addresses that are no pages and are open; each checks for itself what it must.</summary>
    private static readonly string[] OpenAddresses =
    [
        "/livez", "/health/ready", "/language/{code}", "/webhooks/stripe", "/webhooks/bounces",
        "/theme/", "/schemas/rates.json",
    ];

    [Fact]
    public void Every_page_is_guarded_by_a_permission_or_listed_as_open() => Assert.Empty(
        (from endpoint in Endpoints()
         let page = endpoint.Metadata.GetMetadata<PageActionDescriptor>()
         where page is not null && !IsGuarded(endpoint) && !IsListedOpen(page.ViewEnginePath)
         select page.ViewEnginePath).Distinct());

    [Fact]
    public void No_page_of_a_guarded_folder_is_open() => Assert.Empty(
        (from endpoint in Endpoints()
         let page = endpoint.Metadata.GetMetadata<PageActionDescriptor>()
         where page is not null && AccessRules.Folders.Keys.Any(folder => IsIn(page.ViewEnginePath, folder))
         where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || !IsGuarded(endpoint)
         select page.ViewEnginePath).Distinct());

    [Fact]
    public void Every_other_address_is_guarded_or_known() => Assert.Empty(
        from endpoint in Endpoints().OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null && !IsGuarded(endpoint)
        let address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where !OpenAddresses.Any(open => open.EndsWith('/')
            ? address.StartsWith(open, StringComparison.Ordinal)
            : address == open)
        select address);

    [Fact]
    public async Task Every_permission_named_exists()
    {
        var policies = site.Services.GetRequiredService<IAuthorizationPolicyProvider>();

        foreach (var permission in AccessRules.Folders.Values.Concat(AccessRules.Pages.Values)
            .Concat(AccessRules.Forms.Values).Concat(Can.All))
        {
            Assert.NotNull(await policies.GetPolicyAsync(permission));
        }
    }

    private static bool IsGuarded(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.OfType<IAuthorizeData>().Any(rule => rule.Policy is not null);

    private static bool IsListedOpen(string page) =>
        AccessRules.OpenPages.Contains(page) || AccessRules.OpenFolders.Any(folder => IsIn(page, folder));

    private static bool IsIn(string page, string folder) => page.StartsWith(folder + "/", StringComparison.Ordinal);

    private IReadOnlyList<Endpoint> Endpoints() =>
        site.Services.GetRequiredService<EndpointDataSource>().Endpoints;
}
