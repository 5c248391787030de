namespace Portal.Testing;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>Full path of one of its files or folders.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return folder.FullName;
    }
}
