using Portal.Core.Reads.Exceptions;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>What a technician types to release a read.</summary>
public sealed class ReleaseInput
{
    public string? Reason { get; set; }
}

/// <summary>What the field is told.</summary>
public sealed class OrderInput
{
    public string? Note { get; set; }
}

/// <summary>A correction by hand.</summary>
public sealed class OverrideInput
{
    /// <summary>As typed; read in the reader's language.</summary>
    public string? Reading { get; set; }

    public OverrideReason? Reason { get; set; }

    public string? Words { get; set; }
}

/// <summary>What the field read.</summary>
public sealed class RereadInput
{
    public DateOnly? On { get; set; }

    public string? Reading { get; set; }
}

/// <summary>The second person's word.</summary>
public sealed class ApproveInput
{
    public bool Yes { get; set; }

    /// <summary>The reading that was on the page, as the portal wrote it.</summary>
    public string? Seen { get; set; }

    public string? Reason { get; set; }
}

/// <summary>A note, a photo or both.</summary>
public sealed class AttachInput
{
    public string? Note { get; set; }

    public IFormFile? Photo { get; set; }
}
