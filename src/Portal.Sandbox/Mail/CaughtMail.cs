namespace Portal.Sandbox.Mail;

/// <summary>A mail the sandbox's server took: its envelope, and its bytes as they came.</summary>
public sealed record CaughtMail(
    string Id, DateTimeOffset ReceivedAt, string Sender, IReadOnlyList<string> Recipients, byte[] Raw)
{
    private MimePart? _root;

    /// <summary>The mail taken apart.</summary>
    public MimePart Root => _root ??= MimePart.Read(Raw);

    public string Subject => Root.Header("Subject") ?? "";

    public string? MessageId => Root.Header("Message-ID");

    /// <summary>The plain text, or "" when there is none.</summary>
    public string Text => Root.First("text/plain")?.Text ?? "";

    /// <summary>The HTML, or null when there is none.</summary>
    public string? Html => Root.First("text/html")?.Text;

    public IReadOnlyList<MimePart> Attachments => [.. Root.Leaves.Where(part => part.FileName is not null)];

    public bool IsTo(string address) =>
        Recipients.Any(recipient => recipient.Contains(address, StringComparison.OrdinalIgnoreCase));
}
