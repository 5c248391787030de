using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns.Nacha;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// A bank's file of returns for the demo city, as a newcomer can import it: one that finds its payment, the same once
/// more, and one that nobody knows. Sound by Nacha's format.
/// </summary>
public sealed class SampleReturns(PortalDbContext db, BusinessClock clock)
{
    private const string Bank = "10900001";

    private sealed record Line(string Code, string Trace, long Cents, string Name);

    /// <returns>The file; null when no debit stands that could come back.</returns>
    public async Task<byte[]?> RunAsync(CancellationToken ct)
    {
        var found = await db.Payments.AsNoTracking()
            .Where(p => p.BankTrace != null && !db.PaymentReversals.Any(r => r.PaymentId == p.Id)
                && db.Payments.Count(o => o.BankTrace == p.BankTrace) == 1)
            .OrderByDescending(p => p.ReceivedAt).ThenBy(p => p.Id).FirstOrDefaultAsync(ct);
        if (found is null) { return null; }

        var match = new Line("R01", found.BankTrace!, found.Amount.Cents, "A CUSTOMER");
        var text = string.Join('\n', Records([match, new("R03", $"{Bank}9999999", 45_65, "A STRANGER"), match]));
        return Encoding.ASCII.GetBytes($"{text}\n");
    }

    private IEnumerable<string> Records(IReadOnlyList<Line> lines)
    {
        var digit = NachaRecord.CheckDigit(Bank);
        var made = clock.Today.ToString("yyMMdd", CultureInfo.InvariantCulture);
        var (entries, hash) = (2 * lines.Count, long.Parse(Bank, CultureInfo.InvariantCulture) * lines.Count);
        var cents = lines.Sum(l => l.Cents);
        yield return $"101 {Bank}{digit} {Bank}{digit}{made}0600A094101{"CITY BANK",-23}{"CITY UTILITIES",-23}{"",-8}";
        yield return $"5225{"CITY UTILITIES",-16}{"",-20}1234567890WEBUTIL PYMT {made}{made}   1{Bank}0000001";
        var no = 0;
        foreach (var line in lines)
        {
            no++;
            yield return $"626{Bank}{digit}{"6789",-17}{line.Cents:D10}{"",-15}{line.Name,-22}  1{Bank}{no:D7}";
            yield return $"799{line.Code}{line.Trace}{"",-6}{Bank}{"",-44}{Bank}{no:D7}";
        }

        yield return $"8225{entries:D6}{hash:D10}{cents:D12}{0:D12}1234567890{"",-25}{Bank}0000001";
        var count = 4 + entries;
        var blocks = (count + 9) / 10;
        yield return $"9000001{blocks:D6}{entries:D8}{hash:D10}{cents:D12}{0:D12}{"",-39}";
        for (var i = count; i < blocks * 10; i++) { yield return new string('9', NachaLines.RecordLength); }
    }
}
