using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Ledger;

/// <summary>
/// One balanced posting. Entries are never edited: to undo one, post its mirror image (<see cref="Reverse"/>). Rows are
/// written by <see cref="PostJournalEntry"/> or <see cref="PostJournalEntriesInBulk"/> only.
/// </summary>
public sealed class JournalEntry
{
    private readonly List<JournalLine> _lines = [];

    private JournalEntry()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>What happened: one of <see cref="EntryKinds"/>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>Names the event within its kind; the same event is posted once.</summary>
    public string IdempotencyKey { get; private init; } = "";

    public DateOnly BusinessDate { get; private init; }

    public DateTimeOffset PostedAt { get; private init; }

    public string PostedBy { get; private init; } = "";

    public string Memo { get; private init; } = "";

    public Guid? ReversesId { get; private init; }

    public IReadOnlyList<JournalLine> Lines => _lines;

    /// <summary>
    /// Makes an entry. Lines of zero are dropped; where funds do not balance among themselves, due-from and due-to
    /// legs are added (domain.md §9.2).
    /// </summary>
    /// <exception cref="InvalidOperationException">The lines do not balance, or fewer than two are left: a
    /// bug.</exception>
    public static JournalEntry Of(Header header, params IEnumerable<JournalLine> lines)
    {
        ArgumentNullException.ThrowIfNull(header);
        var kept = lines.Where(l => !l.Amount.IsZero).ToList();
        kept.AddRange(InterfundLegs(kept));
        var entry = new JournalEntry
        {
            Id = header.Id,
            Kind = header.Kind,
            IdempotencyKey = header.IdempotencyKey,
            BusinessDate = header.BusinessDate,
            PostedAt = header.PostedAt,
            PostedBy = header.PostedBy,
            Memo = header.Memo,
            ReversesId = header.ReversesId,
        };
        entry._lines.AddRange(kept.Select((line, index) => line with { EntryId = header.Id, No = index + 1 }));
        if (entry._lines.Count < 2 || Net(entry._lines) != Usd.Zero)
        {
            throw new InvalidOperationException($"Entry {header.Kind} {header.IdempotencyKey} does not balance.");
        }

        return entry;
    }

    /// <summary>The mirror image of this entry, to be posted on another day with the reason why.</summary>
    public JournalEntry Reverse(Header header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Of(header with { ReversesId = Id }, _lines.Select(l => l.Mirrored()));
    }

    private static IEnumerable<JournalLine> InterfundLegs(List<JournalLine> lines) =>
        from line in lines
        group line by line.Fund into fund
        let net = Net(fund)
        where !net.IsZero
        orderby fund.Key
        select net.IsPositive
            ? JournalLine.Credit(fund.Key, GlAccounts.DueToOtherFunds, net)
            : JournalLine.Debit(fund.Key, GlAccounts.DueFromOtherFunds, -net);

    private static Usd Net(IEnumerable<JournalLine> lines) =>
        lines.Select(l => l.Side == Side.Debit ? l.Amount : -l.Amount).Sum();

    /// <summary>Everything about an entry but its lines.</summary>
    /// <param name="PostedBy">An Actor's name.</param>
    public sealed record Header(
        Guid Id,
        string Kind,
        string IdempotencyKey,
        DateOnly BusinessDate,
        DateTimeOffset PostedAt,
        string PostedBy,
        string Memo)
    {
        public Guid? ReversesId { get; init; }
    }

    internal sealed class Table : IEntityTypeConfiguration<JournalEntry>
    {
        public void Configure(EntityTypeBuilder<JournalEntry> builder)
        {
            builder.HasMany(e => e.Lines).WithOne().HasForeignKey(l => l.EntryId);
            builder.Navigation(e => e.Lines).HasField("_lines").UsePropertyAccessMode(PropertyAccessMode.Field);
        }
    }
}

/// <summary>A debit or a credit of a positive amount.</summary>
public sealed record JournalLine
{
    public Guid EntryId { get; init; }

    public int No { get; init; }

    public required string Fund { get; init; }

    public required string GlAccount { get; init; }

    /// <summary>Set on control accounts (receivables, unapplied credits) and on no others.</summary>
    public Guid? CustomerAccountId { get; init; }

    public required Side Side { get; init; }

    public required Usd Amount { get; init; }

    public static JournalLine Debit(string fund, string glAccount, Usd amount, Guid? customerAccountId = null) =>
        Of(Side.Debit, fund, glAccount, amount, customerAccountId);

    public static JournalLine Credit(string fund, string glAccount, Usd amount, Guid? customerAccountId = null) =>
        Of(Side.Credit, fund, glAccount, amount, customerAccountId);

    public JournalLine Mirrored() => this with { Side = Side == Side.Debit ? Side.Credit : Side.Debit };

    private static JournalLine Of(Side side, string fund, string glAccount, Usd amount, Guid? customerAccountId) =>
        new()
        {
            Fund = fund,
            GlAccount = glAccount,
            CustomerAccountId = customerAccountId,
            Side = side,
            Amount = amount,
        };

    internal sealed class Table : IEntityTypeConfiguration<JournalLine>
    {
        public void Configure(EntityTypeBuilder<JournalLine> builder) =>
            builder.HasKey(l => new { l.EntryId, l.No });
    }
}

public enum Side
{
    Debit,
    Credit,
}
