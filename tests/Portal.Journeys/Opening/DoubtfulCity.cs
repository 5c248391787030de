using System.Text.Json;
using Npgsql;
using Portal.Testing;

namespace Portal.Journeys.Opening;

/// <summary>
/// A city whose next cycle waits for its reads: the file that brings them holds one doubt of every kind, and what is
/// sound.
/// </summary>
public sealed class DoubtfulCity : OpenCity
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A meter that the file makes doubtful.</summary>
    /// <param name="Reading">What it showed last.</param>
    /// <param name="Usual">What it counts in a usual period.</param>
    public sealed record Doubt(Guid Point, string Meter, decimal Reading, decimal Usual);

    /// <summary>The file of reads, as the profile of the sample file says.</summary>
    public string File { get; private set; } = "";

    /// <summary>The cycle's name in English, and its code.</summary>
    public (string Name, string Code) Cycle { get; private set; }

    /// <summary>The day of the cycle's closing reads.</summary>
    public DateOnly ReadOn { get; private set; }

    /// <summary>The meters that were read for years, by the rule that doubts them.</summary>
    public IReadOnlyDictionary<string, Doubt> Doubts { get; private set; } = new Dictionary<string, Doubt>();

    protected override int Accounts => 240;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var database = NpgsqlDataSource.Create(AdminConnectionString);
        await using var command = database.CreateCommand(
            await System.IO.File.ReadAllTextAsync(
                Repository.Path("tests/Portal.Journeys/Opening/DoubtfulCycle.sql")));
        await using var rows = await command.ExecuteReaderAsync();
        while (rows.FieldCount == 0) { await rows.NextResultAsync(); }

        Assert.True(await rows.ReadAsync(), "No cycle is billed next.");
        File = $"meter,date,reading,unit,kind\n{rows.GetString(0)}\nNOT-OURS,2026-01-02,5,CCF,actual\n";
        Cycle = (rows.GetString(1), rows.GetString(2));
        ReadOn = rows.GetFieldValue<DateOnly>(4);
        Doubts = JsonSerializer.Deserialize<Dictionary<string, Doubt>>(rows.GetString(3), Json)!;
        Assert.Equal(11, Doubts.Count);
    }
}
