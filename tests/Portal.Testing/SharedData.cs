using Xunit;

namespace Portal.Testing;

/// <summary>Files by others that the portal is tried against. They lie beside the checkout and may be absent.</summary>
public static class SharedData
{
    private static readonly string Root = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>Full path of a file or folder of the shared data, such as <c>rates/published-bills.json</c>.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    public static bool Has(string name) => File.Exists(Path(name)) || Directory.Exists(Path(name));
}

/// <summary>A fact that needs shared data: where the file is absent, it is skipped and says which file.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string name) => Skip = SharedData.Has(name) ? null! : $"{name} is not here.";
}

/// <summary>A theory that needs shared data: where the file is absent, it is skipped and says which file.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string name) => Skip = SharedData.Has(name) ? null! : $"{name} is not here.";
}
