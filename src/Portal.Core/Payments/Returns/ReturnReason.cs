using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Why a bank did not pay: Nacha's return codes (domain.md §4.1) and the letters of paper checks (§4.2). A row of a
/// table that the city does not change.
/// </summary>
public sealed class ReturnReason
{
    /// <summary>A debit failed, and the bank did not say why.</summary>
    public const string NoCode = "failed";

    /// <summary>A card's holder disputes the payment.</summary>
    public const string Disputed = "dispute";

    /// <summary>"R01", "A", or one of the two above.</summary>
    public required string Code { get; init; }

    public required ReasonSource Source { get; init; }

    public required string LabelEn { get; init; }

    public required string LabelEs { get; init; }

    public required bool ChargesFee { get; init; }

    /// <summary>Towards taking no more checks and bank debits; a mistake of a bank or of ours does not.</summary>
    public required bool Counts { get; init; }

    public ReturnRateClass? RateClass { get; init; }

    /// <summary>The same entry may be sent again, within Nacha's limits.</summary>
    public required bool MayRetry { get; init; }

    /// <summary>In plain words.</summary>
    public string In(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "es" ? LabelEs : LabelEn;
    }

    /// <summary>True when an item of this tender can come back for this reason.</summary>
    public bool Fits(Tender tender) => Source switch
    {
        ReasonSource.Ach => tender == Tender.BankDebit,
        ReasonSource.Check => tender is Tender.Check or Tender.Lockbox,
        ReasonSource.Card => tender == Tender.Card,
        _ => throw new InvalidOperationException($"Unknown source {Source}."),
    };

    internal sealed class Table : IEntityTypeConfiguration<ReturnReason>
    {
        public void Configure(EntityTypeBuilder<ReturnReason> builder) => builder.HasKey(r => r.Code);
    }
}

/// <summary>Whose list of reasons a code is of.</summary>
public enum ReasonSource
{
    Ach,
    Check,
    Card,
}

/// <summary>Which of Nacha's rates a return belongs to; all count in the overall one.</summary>
public enum ReturnRateClass
{
    Unauthorized,
    Administrative,
    Other,
}
