namespace Portal.Core.Billing.Approvals;

/// <summary>The questions of the inbox, which stand beside it.</summary>
internal static class ApprovalSql
{
    private static readonly Lazy<string> Gathered = new(() => Read("ApprovalWaiting"));
    private static readonly Lazy<string> Shown = new(() => Read("ApprovalInbox"));

    /// <summary>All that waits, whoever reads: an unnamed table of rows.</summary>
    /// <param name="day">Place of the parameter that is the city's day.</param>
    public static string Waiting(string day) => Gathered.Value.Replace("{day}", day, StringComparison.Ordinal);

    /// <summary>What one reader sees of it.</summary>
    public static string Inbox => Shown.Value.Replace("{waiting}", Waiting("{3}"), StringComparison.Ordinal);

    /// <summary>All that waits, as the job that escalates reads it; {0} is the city's day.</summary>
    public static string Everything =>
        """
        select w.kind as "Kind", w.id as "Id", w.account as "AccountId", w.cents as "Cents", w.makers as "Makers",
          w.others as "Others", w.at as "At", w.needs as "Needs", w.rank as "Rank"
        from (
        """ + "\n" + Waiting("{0}") + ") w";

    private static string Read(string name)
    {
        using var stream = typeof(ApprovalSql).Assembly
            .GetManifestResourceStream($"Portal.Core.Billing.Approvals.{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
