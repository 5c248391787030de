using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;
using Portal.Core.Staff;
using Portal.Web.Tests.Forms;

namespace Portal.Web.Tests;

/// <summary>Every role, every page of the office, every form of it: decided, and kept by the running program.</summary>
public sealed class RolesTests(SignInSite site) : IClassFixture<SignInSite>
{
    /// <summary>What an auditor sends: why they look at a customer, which is recorded about themselves.</summary>
    private static readonly string[] OfTheAuditor = ["/Office/Accounts/Why "];

    /// <summary>What an administrator opens, and no page of money.</summary>
    private static readonly string[] OfTheAdministrator = ["/Office/NoRule", "/Office/NotYours", "/Office/Shortcuts"];

    public static TheoryData<StaffRole> Roles => [.. Enum.GetValues<StaffRole>()];

    [Fact]
    public async Task Somebody_decided_who_may_send_each_form_of_the_office() => Assert.Empty(
        from form in (await OfficeAsync()).SelectMany(p => p.Forms.Select(h => (p.Page, Handler: h)))
        where AccessRules.NeededToSend(form.Page, form.Handler).Count == 0
        select $"{form.Page} {form.Handler}: add a line to AccessRules.Forms");

    [Fact]
    public async Task Every_form_and_page_that_the_rules_name_is_there()
    {
        var pages = (await OfficeAsync()).ToDictionary(p => p.Page, p => p.Forms);

        Assert.All(AccessRules.Forms.Keys, f => Assert.Contains(
            f.Handler, pages.GetValueOrDefault(f.Page, []).Append(pages.ContainsKey(f.Page) ? "*" : "")));
        Assert.All(AccessRules.Pages.Keys, p => Assert.Contains(p, pages.Keys));
    }

    [Fact]
    public async Task The_auditor_may_open_every_page_and_send_no_form_that_changes_anything()
    {
        var bundle = StaffRoles.BundleOf(StaffRole.Auditor);

        var forms = (await OfficeAsync()).SelectMany(p => p.Forms.Select(h => (p.Page, Handler: h)))
            .Where(f => AccessRules.NeededToSend(f.Page, f.Handler).All(bundle.Contains))
            .Select(f => $"{f.Page} {f.Handler}");

        Assert.Equal(OfTheAuditor, forms);
        Assert.Contains(Can.ReadEverything, bundle);
    }

    [Fact]
    public async Task The_administrator_sees_people_and_no_money()
    {
        var bundle = StaffRoles.BundleOf(StaffRole.Administrator);

        var pages = (await OfficeAsync()).Select(p => p.Page)
            .Where(p => AccessRules.NeededToEnter(p).All(bundle.Contains))
            .Where(p => !p.StartsWith("/Office/Team/", StringComparison.Ordinal));

        Assert.Equal(OfTheAdministrator, pages.Order());
    }

    /// <summary>Over https, with a token of their own: what answers is the rule, not a missing token.</summary>
    [Theory]
    [MemberData(nameof(Roles))]
    public async Task The_program_answers_each_role_as_the_rules_say(StaffRole role)
    {
        var browser = await site.SignedInAsync(CreateDemoSignIns.People.First(p => p.Role == role).Email);
        var token = (await browser.GoAsync("/security")).Document
            .QuerySelector("input[name='__RequestVerificationToken']")!.GetAttribute("value")!;
        var bundle = StaffRoles.BundleOf(role);

        var faults = new List<string>();
        foreach (var page in await OfficeAsync())
        {
            var mayOpen = AccessRules.NeededToEnter(page.Page)
                .All(p => bundle.Contains(p) || bundle.Contains(Can.ReadEverything));
            var opened = (int)(await browser.GoAsync(page.Address)).Status;
            if (mayOpen == (opened == StatusCodes.Status403Forbidden)) { faults.Add($"GET {page.Page}: {opened}"); }

            foreach (var form in page.Forms)
            {
                if (AccessRules.NeededToSend(page.Page, form).All(bundle.Contains)) { continue; }

                var sent = (int)(await browser.SendAsync(new HttpRequestMessage(
                    HttpMethod.Post, form.Length == 0 ? page.Address : $"{page.Address}?handler={form}")
                {
                    Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]),
                })).Status;
                if (sent != StatusCodes.Status403Forbidden) { faults.Add($"POST {page.Page} {form}: {sent}"); }
            }
        }

        Assert.Empty(faults);
    }

    private async Task<IReadOnlyList<OfficePage>> OfficeAsync()
    {
        var posted = (await new PostedPages(site.Services).AllAsync())
            .ToLookup(p => p.Page.ViewEnginePath, p => (p.Address, p.Handlers));
        return
        [
            .. from endpoint in site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               let page = endpoint.Metadata.GetMetadata<PageActionDescriptor>()
               where page?.ViewEnginePath.StartsWith("/Office/", StringComparison.Ordinal) == true
               group endpoint by page.ViewEnginePath into same
               orderby same.Key
               select new OfficePage(
                   same.Key, PostedPages.AddressOf(same.First()),
                   [.. posted[same.Key].SelectMany(p => p.Handlers).Distinct()]),
        ];
    }

    private sealed record OfficePage(string Page, string Address, IReadOnlyList<string> Forms);
}
