using System.Reflection;

namespace Portal.Core.Reads.Imports;

/// <summary>Set-based statements, from .sql files beside the classes that run them.</summary>
internal static class ImportSql
{
    /// <summary>Seconds that one statement over a large city's file may take.</summary>
    public const int Patience = 600;

    public static string Read(string name) => Read("Portal.Core.Reads.Imports", name);

    public static string Read(string folder, string name)
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream($"{folder}.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
