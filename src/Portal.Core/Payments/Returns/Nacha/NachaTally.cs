namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>Counts and sums of a NACHA file or of one batch of it, in whole cents.</summary>
public sealed class NachaTally
{
    /// <summary>The hash keeps its last ten digits.</summary>
    private const long HashEnd = 10_000_000_000;

    public long Entries { get; private set; }

    public long Addenda { get; private set; }

    public long DebitCents { get; private set; }

    public long CreditCents { get; private set; }

    /// <summary>Sum of the first eight digits of each receiving bank's routing number, its last ten digits.</summary>
    public long Hash { get; private set; }

    public long EntriesAndAddenda => Entries + Addenda;

    internal void Entry(long bank, bool isDebit, long cents)
    {
        Entries++;
        Hash = (Hash + bank) % HashEnd;
        if (isDebit) { DebitCents += cents; }
        else { CreditCents += cents; }
    }

    internal void OneAddenda() => Addenda++;
}

/// <summary>What a control record says its file or batch holds.</summary>
public sealed record NachaControl(
    long Batches, long Blocks, long EntryAddenda, long Hash, long DebitCents, long CreditCents);
