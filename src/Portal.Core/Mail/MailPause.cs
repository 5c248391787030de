namespace Portal.Core.Mail;

/// <summary>
/// The mail server turned us away as a sender. While a row is not lifted, no mail is sent; at most one is open
/// (ux_mail_pause_one_open).
/// </summary>
public sealed class MailPause
{
    public required Guid Id { get; init; }

    /// <summary>What the server said.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset PausedAt { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }

    public string? LiftedBy { get; set; }

    /// <summary>Names the pause among the office's tasks.</summary>
    internal static string TaskKey(Guid id) => $"mail_paused:{id}";

    internal sealed class Table : Microsoft.EntityFrameworkCore.IEntityTypeConfiguration<MailPause>
    {
        public void Configure(
            Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<MailPause> builder) =>
            builder.HasKey(p => p.Id);
    }
}
