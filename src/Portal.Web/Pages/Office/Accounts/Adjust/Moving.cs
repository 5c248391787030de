namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to move a payment.</summary>
public sealed class Moving : NotedInput
{
    public string? ToAccount { get; set; }

    public string? Amount { get; set; }

    /// <summary>Cents of the balances that were shown.</summary>
    public long? FromSeen { get; set; }

    public long? ToSeen { get; set; }
}

/// <summary>What is filled in to share a payment out anew.</summary>
public sealed class Sharing : NotedInput
{
    public List<SharedPart> Parts { get; set; } = [];
}

/// <summary>One charge that the payment pays, or could.</summary>
public sealed class SharedPart
{
    public Guid Item { get; set; }

    /// <summary>Cents that the page said are the most.</summary>
    public long Most { get; set; }

    public string? Amount { get; set; }
}
