using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Core.Tests;

/// <summary>What the prose says is true: paths exist, versions agree, nothing is of one machine.</summary>
public sealed partial class ReadmeTests
{
    private const string ThisFile = "tests/Portal.Core.Tests/ReadmeTests.cs";

    private static readonly string[] MachinePaths = ["/work/", "/root/", "/tmp/", "/home/"];

    private static readonly string[] RegistryHosts =
        ["api.nuget.org", "registry.npmjs.org", "deb.debian.org", "security.debian.org", "registry.yarnpkg.com"];

    [Fact]
    public void Every_path_in_a_readme_exists() => Faults.None(
        from file in Prose()
        from path in PathsIn(SourceTree.Read(file))
        where !Exists(path, Path.GetDirectoryName(file)!)
        select $"{file} names {path}, which does not exist");

    [Fact]
    public void The_readme_names_the_sdk_of_global_json()
    {
        var wanted = JsonDocument.Parse(SourceTree.Read("global.json")).RootElement
            .GetProperty("sdk").GetProperty("version").GetString();

        var named = SdkVersion().Matches(SourceTree.Read("README.md")).Select(m => m.Groups[1].Value).Distinct();

        Assert.Equal([wanted], named);
    }

    [Fact]
    public void Every_feature_folder_has_a_short_readme() => Faults.None(
        from folder in Directory.GetDirectories(Path.Combine(SourceTree.Root, "src/Portal.Core"))
        let name = Path.GetFileName(folder)
        where name is not ("bin" or "obj")
        let lines = ReadmeLines(folder)
        where lines is null or > 20
        select lines is null ? $"{name} has no README.md" : $"{name}/README.md has {lines} lines; 20 is the limit");

    [Fact]
    public void Every_constraint_and_type_in_a_feature_readme_exists()
    {
        var sql = string.Concat(SourceTree.Files("src", ".sql").Select(SourceTree.Read));
        var code = string.Concat(SourceTree.Files("src", ".cs").Select(SourceTree.Read));

        Faults.None(
            from file in SourceTree.Files("src", "README.md")
            from Match name in QuotedName().Matches(SourceTree.Read(file))
            let words = name.Groups[1].Value
            where !(Constraint().IsMatch(words) ? sql : code).Contains(words, StringComparison.Ordinal)
            select $"{file} names {words}, which does not exist");
    }

    [Fact]
    public void Every_test_that_prose_names_exists()
    {
        var tests = string.Concat(SourceTree.Files("tests", ".cs").Select(SourceTree.Read));

        Faults.None(
            from file in Prose()
            from Match name in TestName().Matches(SourceTree.Read(file))
            where !tests.Contains($" {name.Groups[1].Value}(", StringComparison.Ordinal)
            select $"{file} names the test {name.Groups[1].Value}, which does not exist");
    }

    [Fact]
    public void Nothing_is_of_one_machine() => Faults.None(
        from file in SourceTree.Files("src", ".cs", ".cshtml", ".json", ".sql", ".resx").Concat(Prose())
        from path in MachinePaths
        where SourceTree.Read(file).Contains(path, StringComparison.Ordinal)
        select $"{file} says {path}");

    [Fact]
    public void No_package_registry_is_named() => Faults.None(
        from file in SourceTree.Files("", ".cs", ".md", ".json", ".sh", ".yml", ".props", ".config", "file", ".npmrc")
        where file != ThisFile
        from host in RegistryHosts
        where SourceTree.Read(file).Contains(host, StringComparison.OrdinalIgnoreCase)
        select $"{file} names {host}");

    private static IEnumerable<string> Prose() => SourceTree.Files("", ".md");

    private static int? ReadmeLines(string folder)
    {
        var path = Path.Combine(folder, "README.md");
        return File.Exists(path) ? File.ReadAllLines(path).Length : null;
    }

    /// <summary>Link targets, and words in backticks that look like a path of this checkout.</summary>
    private static IEnumerable<string> PathsIn(string prose) =>
        Link().Matches(prose).Select(m => m.Groups[1].Value)
            .Concat(Quoted().Matches(prose).Select(m => m.Groups[1].Value).Where(LooksLikeAPath))
            .Where(p => !p.Contains("://", StringComparison.Ordinal) && !p.Contains("NAME", StringComparison.Ordinal))
            .Where(p => !p.StartsWith('#'))
            .Select(p => p.Split('#')[0])
            .Distinct();

    private static bool LooksLikeAPath(string words) =>
        TopLevel().IsMatch(words) || (FileName().IsMatch(words) && words.Contains('/', StringComparison.Ordinal));

    private static bool Exists(string path, string folder) =>
        new[] { Path.Combine(SourceTree.Root, path), Path.Combine(SourceTree.Root, folder, path) }
            .Any(p => File.Exists(p) || Directory.Exists(p));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\s*<>{}$]+)(?:\s[^`]*)?`")]
    private static partial Regex Quoted();

    /// <summary>A name of ours in backticks: a constraint, or a type or member in PascalCase.</summary>
    [GeneratedRegex(@"`((?:ck|ux|fk|ix|tr)_[a-z_]+|[A-Z][a-z]+[A-Z]\w+)`")]
    private static partial Regex QuotedName();

    [GeneratedRegex("^[a-z]")]
    private static partial Regex Constraint();

    /// <summary>A sentence in backticks, with or without its class.</summary>
    [GeneratedRegex(@"`(?:[A-Za-z]+\.)?([A-Z][a-z]*_(?!_)[a-zA-Z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(?:src|tests|infra|wwwroot-theme|\.ci|\.config)/")]
    private static partial Regex TopLevel();

    [GeneratedRegex(@"^[\w.-][\w./-]*\.(?:cs|cshtml|sql|resx|md|json|sh|yml|css|scss)$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\.NET SDK (\d+\.\d+\.\d+)")]
    private static partial Regex SdkVersion();
}
