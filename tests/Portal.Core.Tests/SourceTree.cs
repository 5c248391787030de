namespace Portal.Core.Tests;

/// <summary>The checkout the tests were built from, for tests that read the source itself.</summary>
internal static class SourceTree
{
    private static readonly string[] Built =
        ["bin", "obj", "node_modules", ".git", ".data", ".vs", ".idea", "TestResults"];

    public static string Root => Testing.Repository.Root;

    /// <summary>Files whose names end so, as paths relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        from file in Below(new DirectoryInfo(Path.Combine(Root, folder)))
        where endings.Length == 0 || endings.Any(e => file.Name.EndsWith(e, StringComparison.Ordinal))
        orderby file.FullName
        select Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder)
    {
        if (!folder.Exists)
        {
            return [];
        }

        var deeper = folder.EnumerateDirectories()
            .Where(d => !Built.Contains(d.Name) && !IsBuiltTheme(d))
            .SelectMany(Below);
        return folder.EnumerateFiles().Concat(deeper);
    }

    private static bool IsBuiltTheme(DirectoryInfo folder) =>
        folder is { Name: "theme", Parent.Name: "wwwroot" };
}
