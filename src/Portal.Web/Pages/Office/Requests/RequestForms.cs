namespace Portal.Web.Pages.Office.Requests;

/// <summary>What the office writes.</summary>
public sealed class Writing
{
    public Guid OperationId { get; set; }

    public string? Act { get; set; }

    public string? Words { get; set; }

    /// <summary>Why it ended.</summary>
    public string? Cause { get; set; }

    public List<IFormFile>? Files { get; set; }
}

/// <summary>How a dispute is decided.</summary>
public sealed class Deciding
{
    public string? Ruling { get; set; }

    public string? Words { get; set; }
}

/// <summary>What came of comparing who asks with their ID.</summary>
public sealed class Comparing
{
    public string? Result { get; set; }

    public string? Note { get; set; }
}
