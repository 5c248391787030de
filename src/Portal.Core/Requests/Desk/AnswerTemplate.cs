using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Requests.Desk;

/// <summary>An answer that is given often. What it says is its latest <see cref="AnswerTemplateText"/>.</summary>
public sealed class AnswerTemplate
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Of its latest text.</summary>
    public required int Version { get; set; }

    /// <summary>Set when it is offered no more.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AnswerTemplate>
    {
        public void Configure(EntityTypeBuilder<AnswerTemplate> builder) => builder.HasKey(t => t.Id);
    }
}

/// <summary>What a template said from one change to the next. Append-only.</summary>
public sealed class AnswerTemplateText
{
    public required Guid TemplateId { get; init; }

    public required int Version { get; init; }

    public required string BodyEn { get; init; }

    public required string BodyEs { get; init; }

    public required Guid OperationId { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string ChangedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AnswerTemplateText>
    {
        public void Configure(EntityTypeBuilder<AnswerTemplateText> builder)
        {
            builder.HasKey(t => new { t.TemplateId, t.Version });
            builder.HasOne<AnswerTemplate>().WithMany().HasForeignKey(t => t.TemplateId);
        }
    }
}

/// <summary>The places in a template that are filled from a request: {name}, {account}, {request}, {day}.</summary>
public static partial class TemplateFields
{
    public static readonly IReadOnlyList<string> Known = ["name", "account", "request", "day"];

    /// <summary>Those that nothing fills.</summary>
    public static IReadOnlyList<string> Unknown(string body) =>
        [.. Field().Matches(body).Select(m => m.Groups[1].Value).Except(Known).Distinct()];

    /// <param name="account">Masked; null leaves its place empty.</param>
    /// <param name="day">By which an answer is expected, as the reader writes days.</param>
    public static string Fill(string body, string name, string? account, string request, string day) =>
        Field().Replace(body, match => match.Groups[1].Value switch
        {
            "name" => name,
            "account" => account ?? "",
            "request" => request,
            "day" => day,
            _ => match.Value,
        });

    [GeneratedRegex(@"\{([^{}\n]{1,40})\}")]
    private static partial Regex Field();
}
