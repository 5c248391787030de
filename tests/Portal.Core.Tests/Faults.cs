namespace Portal.Core.Tests;

/// <summary>A list of faults that must be empty, printed whole when it is not.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        Assert.True(found.Count == 0, $"{found.Count} faults:\n{string.Join('\n', found)}");
    }
}
