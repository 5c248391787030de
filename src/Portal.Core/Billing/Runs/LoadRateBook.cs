using Npgsql;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;

namespace Portal.Core.Billing.Runs;

/// <summary>Reads every schedule the city keeps into one book, once for a whole run.</summary>
internal static class LoadRateBook
{
    /// <exception cref="InvalidOperationException">A document in the table cannot be read: a bug.</exception>
    internal static async Task<RateBook> RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select document::text from rate_schedule order by code, effective_on", connection);
        var schedules = new List<RateSchedule>();
        var settings = new List<BillingSettings>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var book = RateDocument.Read(row.GetString(0)) switch
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
