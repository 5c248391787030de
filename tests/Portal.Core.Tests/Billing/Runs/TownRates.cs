using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>New versions of a town's rates, in force at once.</summary>
internal static class TownRates
{
    /// <summary>Releases the next version of a schedule, changed by the test.</summary>
    internal static async Task ChangeAsync(BillingTown town, string code, Action<JsonObject> change)
    {
        var newest = (await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select document::text as "Value" from rate_schedule where code = {code} order by version desc limit 1
            """).ToListAsync())).Single();
        var document = JsonNode.Parse(newest)!;
        var schedule = document["schedules"]![0]!.AsObject();
        schedule["version"] = schedule["version"]!.GetValue<int>() + 1;
        change(schedule);
        await AddAsync(town, schedule);
    }

    /// <summary>Releases a schedule.</summary>
    internal static async Task AddAsync(BillingTown town, JsonObject schedule)
    {
        await town.ExecuteAsync(
            """
            insert into rate_schedule (id, code, effective_on, document, created_at)
            select gen_random_uuid(), s ->> 'id', (s ->> 'effective_on')::date,
              jsonb_build_object('schedules', jsonb_build_array(s)), now()
            from (select $1::jsonb as s) given
            """,
            schedule.ToJsonString());
        await ReleaseAsync(town);
    }

    /// <summary>Releases every draft.</summary>
    internal static Task ReleaseAsync(BillingTown town) => town.ExecuteAsync(
        "update rate_schedule set state = 'released', released_by = 'city', released_at = now() where state = 'draft'");

    /// <summary>A discount of a percent on charges of a schedule, paid by the general fund, before any tax.</summary>
    internal static Task DiscountAsync(
        BillingTown town, string code, string program, int percent, params string[] over) =>
        ChangeAsync(town, code, schedule => schedule["charges"]!.AsArray().Insert(over.Length, JsonNode.Parse($$"""
            {
              "kind": "discount", "code": "{{code}}-{{program}}", "label": {"en": "Relief", "es": "Ayuda"},
              "fund": "100", "gl_code": "5310", "program": "{{program}}", "percent": {{percent}},
              "over": [{{string.Join(", ", over.Select(o => $"\"{o}\""))}}],
              "funding": {"source": "general_fund", "fund": "100", "gl_code": "5310"}
            }
            """)));
}
