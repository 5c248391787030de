using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Rates;

/// <summary>Reads every released version of the city's rates and settings into one book; drafts price none.</summary>
public static class LoadRateBook
{
    private const string Released =
        "select document::text from rate_schedule where state = 'released' order by code, effective_on, version";

    /// <summary>On a connection, for a run.</summary>
    /// <exception cref="InvalidOperationException">A released document cannot be read: a bug.</exception>
    public static async Task<RateBook> RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Released, connection);
        var documents = new List<string>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            documents.Add(row.GetString(0));
        }

        return Bind(documents);
    }

    /// <summary>With the context, for a page.</summary>
    public static async Task<RateBook> RunAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Bind(await db.RateVersions.Where(v => v.State == RateState.Released)
            .OrderBy(v => v.Code).ThenBy(v => v.EffectiveOn).ThenBy(v => v.Version)
            .Select(v => v.Document).ToListAsync(ct));
    }

    /// <summary>The city's billing settings on a day; the usual ones where it released none.</summary>
    public static async Task<BillingSettings> SettingsOnAsync(PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Bind(await db.RateVersions
            .Where(v => v.State == RateState.Released && v.Code == RateVersion.SettingsCode)
            .Select(v => v.Document).ToListAsync(ct)).SettingsOn(day);
    }

    private static RateBook Bind(IEnumerable<string> documents)
    {
        var (schedules, settings) = (new List<RateSchedule>(), new List<BillingSettings>());
        foreach (var document in documents)
        {
            var book = RateDocument.Read(document) switch
            {
                Outcome<RateBook>.Done(var read) => read,
                Outcome<RateBook>.Refused(var refusal) => throw new InvalidOperationException(refusal.Reason),
                _ => throw new InvalidOperationException("Outcome has two cases."),
            };
            schedules.AddRange(book.Schedules);
            settings.AddRange(book.Settings);
        }

        return new RateBook(schedules, settings);
    }
}
