using Npgsql;

namespace Portal.Core.Notices;

/// <summary>
/// The templates that the portal comes with, Templates/KIND.LANGUAGE.md: the first line is the subject. Written as the
/// first released version where the city has none yet; what the city wrote since stays.
/// </summary>
internal static class ShippedTemplates
{
    /// <summary>Each file's kind, language, subject and body.</summary>
    public static IReadOnlyList<(string Kind, string Language, string Subject, string Body)> All { get; } =
    [
        .. from resource in typeof(ShippedTemplates).Assembly.GetManifestResourceNames()
           where resource.StartsWith("Notices/", StringComparison.Ordinal)
           orderby resource
           let name = resource["Notices/".Length..].Split('.')
           let words = Read(resource).Split('\n', 2)
           select (name[0], name[1], words[0].Trim(), words[1].Trim() + "\n"),
    ];

    /// <summary>Writes what is not there yet, on the owner's connection.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with written as (
              insert into notice_template (id, kind, language, version, subject, body, made_by, made_at)
              select gen_random_uuid(), s.kind, s.language, 1, s.subject, s.body, 'system:city', '2000-01-01'
              from unnest($1::text[], $2::text[], $3::text[], $4::text[]) s (kind, language, subject, body)
              where not exists (select from notice_template t where t.kind = s.kind and t.language = s.language)
              returning id)
            insert into notice_template_decision (template_id, is_released, decided_by, decided_at)
            select id, true, 'system:setup', '2000-01-01' from written
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = All.Select(t => t.Kind).ToArray() },
                new() { Value = All.Select(t => t.Language).ToArray() },
                new() { Value = All.Select(t => t.Subject).ToArray() },
                new() { Value = All.Select(t => t.Body).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ShippedTemplates).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
