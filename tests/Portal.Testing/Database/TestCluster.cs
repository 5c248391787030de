using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Portal.Testing.Database;

/// <summary>The PostgreSQL server that tests run on, reached as its superuser.</summary>
internal sealed class TestCluster(string adminConnectionString)
{
    private const string Variable = "PORTAL_TEST_DATABASE";

    /// <summary>infra/postgres/roles.sql and database.sql: the same files that make a real database.</summary>
    public static string RolesSql { get; } = Read("roles.sql");

    private static string DatabaseSql { get; } = Read("database.sql");

    public static TestCluster FromEnvironment() => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"These tests need PostgreSQL. Run infra/test, or set {Variable} to the connection string of a " +
                "superuser on a server that nothing else uses (tests/README.md)."));

    public string AdminConnectionString(string database) => With(database, null, null);

    public string ConnectionString(string database, string role) => With(database, role, Password(role));

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString("postgres"));
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>The three roles. The caller holds the template lock: two at once would collide.</summary>
    public async Task MakeRolesAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync(RolesSql);
        foreach (var role in (string[])["portal_owner", "portal_app", "portal_reader"])
        {
            await connection.ExecuteAsync($"alter role {role} password '{Password(role)}'");
        }
    }

    public async Task GrantAsync(string database)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(AdminConnectionString(database)) { Pooling = false };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(DatabaseSql);
    }

    private string With(string database, string? role, string? password)
    {
        var builder = new NpgsqlConnectionStringBuilder(adminConnectionString)
        {
            Database = database,
            IncludeErrorDetail = true,
        };
        builder.Username = role ?? builder.Username;
        builder.Password = password ?? builder.Password;
        return builder.ConnectionString;
    }

    /// <summary>Every process that is told of the same superuser finds the same passwords.</summary>
    private string Password(string role)
    {
        var admin = new NpgsqlConnectionStringBuilder(adminConnectionString).Password ?? "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{role} {admin}")));
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
