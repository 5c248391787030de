using System.ComponentModel.DataAnnotations;

namespace Portal.Core.Billing.Printing;

/// <summary>Section "Printing" of the settings.</summary>
public sealed class PrintSettings
{
    /// <summary>Bills in one batch: what the printer wants in one job.</summary>
    [Range(1, 5_000)]
    public int BillsInBatch { get; set; } = 500;

    /// <summary>Pages in one batch; a bill with more is a batch alone.</summary>
    [Range(1, 10_000)]
    public int PagesInBatch { get; set; } = 2_000;

    /// <summary>After this, a worker that says nothing is taken for dead; each batch renews it.</summary>
    [Range(1, 600)]
    public int LeaseSeconds { get; set; } = 120;
}
