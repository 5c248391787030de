using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// SHA-256 over everything of a bill that a second person approves: account, days, each line with its explanation,
/// each read.
/// </summary>
internal static class Fingerprint
{
    internal static byte[] Of(
        Guid account, DateOnly from, RunTerms terms, IReadOnlyList<PricedCharge> charges, IReadOnlyList<BillRead> reads)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        Add(bytes, $"{account:N}|{from.DayNumber}|{terms.To.DayNumber}|");
        Add(bytes, $"{terms.BillOn.DayNumber}|{terms.DueOn.DayNumber}");
        foreach (var charge in charges)
        {
            Add(bytes, string.Create(
                CultureInfo.InvariantCulture,
                $"\n{charge.Code}|{charge.Kind}|{charge.Service}|{charge.PremiseId}|{charge.Quantity}|{charge.Unit}|"));
            Add(bytes, string.Create(
                CultureInfo.InvariantCulture, $"{charge.Amount.Cents}|{charge.Fund}|{charge.CreditGlAccount}|"));
            Add(bytes, charge.Explanation);
        }

        foreach (var read in reads)
        {
            Add(bytes, string.Create(
                CultureInfo.InvariantCulture,
                $"\n{read.ServicePointId:N}|{read.PreviousReading}|{read.CurrentReading}|{read.CurrentKind}|"));
            Add(bytes, read.Used.ToString(CultureInfo.InvariantCulture));
        }

        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> bytes, string words) => Encoding.UTF8.GetBytes(words, bytes);
}
