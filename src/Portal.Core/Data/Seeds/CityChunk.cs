using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Ledger;
using Portal.Core.Payments;

namespace Portal.Core.Data.Seeds;

/// <summary>All rows of some thousand accounts, in memory before they are written together.</summary>
internal sealed class CityChunk
{
    internal List<Customer> Customers { get; } = [];

    internal List<Premise> Premises { get; } = [];

    internal List<ServicePoint> ServicePoints { get; } = [];

    internal List<ServiceAgreement> Agreements { get; } = [];

    internal List<CustomerAccount> Accounts { get; } = [];

    internal List<MeterRead> Reads { get; } = [];

    internal List<JournalEntry> Entries { get; } = [];

    internal List<Bill> Bills { get; } = [];

    internal List<BillLine> Lines { get; } = [];

    internal List<BillRead> BillReads { get; } = [];

    internal List<OpenItem> OpenItems { get; } = [];

    internal List<Payment> Payments { get; } = [];

    internal List<PaymentReversal> Reversals { get; } = [];

    internal List<Allocation> Allocations { get; } = [];

    /// <summary>Makes a chunk: the same rows for the same plan, alone or beside others.</summary>
    internal static CityChunk Of(CityPlan city, int chunk)
    {
        var rows = new CityChunk();
        var numbers = city.FirstNumbers(chunk);
        var places = Enumerable.Range(0, city.Calendar.Runs.Count)
            .ToDictionary(i => (city.Calendar.Runs[i].Cycle, city.Calendar.Runs[i].Month));
        var first = chunk * city.AccountsInChunk;
        for (var index = first; index < Math.Min(first + city.AccountsInChunk, city.Accounts); index++)
        {
            var plan = AccountPlan.Of(city.Seed, index, city.Calendar);
            new AccountHistory(city, plan, rows, month => numbers[places[(plan.Cycle, month)]]++).Tell();
        }

        return rows;
    }
}
