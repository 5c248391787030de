using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Web.Tests.Forms;

/// <summary>
/// A form changes what it shows, and nothing else. Proved twice: what each page binds is what its page names, and never
/// a row of a table; and each form that is served is sent with every column there is, of which nothing arrives.
/// </summary>
[Collection(OnDemoSite.Name)]
public sealed partial class OverPostingTests(DemoSite site)
{
    private const string PoisonWord = "poisonous-7f3a9c";
    private const string PoisonId = "0dead0de-7777-4777-8777-70dead0de777";
    private const string PoisonNumber = "77177177";
    private const string PoisonDay = "2071-07-17";

    /// <summary>Fields added to a form at a time; what it may hold is in SecuritySetup.</summary>
    private const int AtOnce = 400;

    /// <summary>
    /// Steps that share what they take: a name stands on the page of another step, and this one does not read it. Of
    /// prices the names are written with their numbers.
    /// </summary>
    private static readonly string[] OfAnotherStep =
    [
        "/My/Schedule/Index binds Input.Agree", "/Pay/Scheduled/Show binds Input.Method",
        "/Pay/Amount binds Input.Id", "/Pay/Amount binds Input.Chosen",
        "/Office/Accounts/Adjust/Leak binds Input.BalanceSeen",
        "/Office/Billing/Rates/Draft/Prices binds Figures.Above",
        "/Office/Billing/Rates/Draft/Prices binds Figures.Rate",
    ];

    [Fact]
    public async Task No_page_binds_a_row_of_a_table()
    {
        var rows = await site.Paying.City.ReadAsync(db => Task.FromResult(
            db.Model.GetEntityTypes().Select(e => e.ClrType).ToHashSet()));
        var pages = new PostedPages(site.Paying.Services);

        Assert.Empty(
            from page in await pages.AllAsync()
            from type in pages.TypesBoundBy(page.Page)
            where rows.Contains(type)
            select $"{page.Page.ViewEnginePath} binds {type.Name}");
    }

    [Fact]
    public async Task Every_name_that_a_page_binds_stands_on_that_page()
    {
        var pages = new PostedPages(site.Paying.Services);
        Assert.Contains(await pages.AllAsync(), p => pages.NamesBoundBy(p.Page).Contains("Input.AccountNumber"));

        var hidden = string.Join('\n',
            from page in (await pages.AllAsync()).DistinctBy(p => p.Page.ViewEnginePath)
            let shown = PagesThatSendTo(page).SelectMany(p => NamesOn(p, []))
                .ToHashSet(StringComparer.OrdinalIgnoreCase)
            from name in pages.NamesBoundBy(page.Page)
            where !shown.Contains(name.Split('.')[^1])
                && !page.Address.Contains($"{{{name}", StringComparison.OrdinalIgnoreCase)
                && !page.Page.AttributeRouteInfo!.Template!.Contains($"{{{name}", StringComparison.OrdinalIgnoreCase)
            let told = $"{page.Page.ViewEnginePath} binds {name}"
            where !OfAnotherStep.Contains(told)
            select told);
        Assert.True(hidden.Length == 0, hidden);
    }

    [Fact]
    public async Task Columns_that_no_form_shows_change_nothing()
    {
        var poison = await PoisonAsync();
        var sent = await site.ForEachFormAsync((browser, found) => SendAsync(browser, found, poison));

        Assert.True(sent > 60, $"Only {sent} forms were sent.");
        var poisoned = string.Join('\n', await PoisonedAsync());
        Assert.True(poisoned.Length == 0, poisoned);
    }

    /// <summary>The form with every column, as many at a time as a form may hold, while its page shows it.</summary>
    private static async Task<bool> SendAsync(
        SiteBrowser browser, FormCrawl.Found found, IReadOnlyList<(string Name, string Value)> poison)
    {
        for (var at = 0; await FilledForm.OfAsync(browser, found) is { } form; at += AtOnce)
        {
            var own = form.Values.Select(v => v.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var prefixes = own.Where(n => n.Contains('.', StringComparison.Ordinal)).Select(n => n.Split('.')[0])
                .Distinct();
            var added = prefixes.SelectMany(p => poison.Select(x => (Name: $"{p}.{x.Name}", x.Value))).Concat(poison)
                .Where(p => !own.Contains(p.Name)).Skip(at).Take(AtOnce).ToList();
            if (added.Count == 0) { return true; }

            await form.SendAsync(browser, form.Values.Concat(added));
        }

        return false;
    }

    /// <summary>The page itself, and others whose forms name its address.</summary>
    private static IEnumerable<string> PagesThatSendTo(PostedPages.Posted page) =>
        Directory.EnumerateFiles(Repository.Path("src/Portal.Web/Pages"), "*.cshtml", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains(
                $"action=\"/{page.Page.AttributeRouteInfo!.Template!.ToLowerInvariant()}?", StringComparison.Ordinal))
            .Select(file => "/" + Path.GetRelativePath(Repository.Path("src/Portal.Web"), file))
            .Prepend(page.Page.RelativePath);

    /// <summary>Names that the page or one of its parts gives to a field, and what its links and forms carry.</summary>
    private static HashSet<string> NamesOn(string page, HashSet<string> seen)
    {
        var path = Repository.Path("src/Portal.Web" + page);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!seen.Add(page) || !File.Exists(path)) { return names; }

        var markup = File.ReadAllText(path);
        names.UnionWith(FieldName().Matches(markup).Select(m => m.Groups["leaf"].Value));
        foreach (Match part in Part().Matches(markup))
        {
            var name = part.Groups[1].Value;
            string[] places = name.StartsWith('/')
                ? [name]
                : [.. ParentsOf(page).Select(folder => $"{folder}/{name}.cshtml"), $"/Pages/Shared/{name}.cshtml"];
            foreach (var place in places) { names.UnionWith(NamesOn(place, seen)); }
        }

        return names;
    }

    private static IEnumerable<string> ParentsOf(string page)
    {
        for (var end = page.LastIndexOf('/'); end > 0; end = page.LastIndexOf('/', end - 1))
        {
            yield return page[..end];
        }
    }

    /// <summary>Every column that there is.</summary>
    private Task<List<(string Name, string Value)>> PoisonAsync() => site.Paying.City.ReadAsync(db => Task.FromResult((
        from entity in db.Model.GetEntityTypes()
        from property in entity.GetProperties()
        let value = ValueFor(property)
        where value is not null
        group value by property.Name into named
        select (named.Key, named.First())).ToList()));

    private static string? ValueFor(IProperty property) =>
        (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) switch
        {
            var type when type == typeof(string) => PoisonWord,
            var type when type == typeof(Guid) => PoisonId,
            var type when type == typeof(DateOnly) || type == typeof(DateTimeOffset) => PoisonDay,
            var type when type == typeof(int) || type == typeof(long) || type == typeof(decimal)
                || type == typeof(Usd) => PoisonNumber,
            var type when type == typeof(bool) => "true",
            _ => null,
        };

    /// <summary>Tables in which something of the poison lies.</summary>
    private async Task<List<string>> PoisonedAsync()
    {
        await using var owner = NpgsqlDataSource.Create(site.Paying.City.Database.OwnerConnectionString);
        var tables = await ListAsync(owner, """
            select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname
            """);
        return await ListAsync(
            owner,
            string.Join(" union all ", tables.Select(table => string.Create(
                CultureInfo.InvariantCulture,
                $"(select '{table}: ' || left(x::text, 900) from \"{table}\" x where x::text like any ($1) limit 2)"))),
            new[] { PoisonWord, PoisonId, PoisonNumber, PoisonDay }.Select(p => $"%{p}%").ToArray());
    }

    private static async Task<List<string>> ListAsync(NpgsqlDataSource source, string sql, string[]? like = null)
    {
        await using var command = source.CreateCommand(sql);
        if (like is not null) { command.Parameters.Add(new() { Value = like }); }

        var found = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) { found.Add(rows.GetString(0)); }

        return found;
    }

    [GeneratedRegex("""(?:\bfor|\bname|asp-for|asp-route-(?<leaf>\w+))="[^"]*?(?<leaf>\w+)(?:\[[^\]"]*\])?\)?"|[?&](?<leaf>\w+)=|\("(?<leaf>\w+)",""")]
    private static partial Regex FieldName();

    [GeneratedRegex("<partial name=\"([^\"]+)\"")]
    private static partial Regex Part();
}
