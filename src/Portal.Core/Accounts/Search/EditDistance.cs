namespace Portal.Core.Accounts.Search;

/// <summary>How far a word typed is from a word on file.</summary>
internal static class EditDistance
{
    /// <summary>0 the same, 1 begins with it, 2 contains it, 3 one typo, 5 two; null is another word.</summary>
    public static int? Cost(string typed, string onFile)
    {
        if (typed == onFile)
        {
            return 0;
        }

        if (onFile.StartsWith(typed, StringComparison.Ordinal))
        {
            return 1;
        }

        if (onFile.Contains(typed, StringComparison.Ordinal))
        {
            return 2;
        }

        var typos = Between(typed, onFile);
        var forgiven = typed.Length < 6 ? 1 : 2;
        return typos <= forgiven ? (2 * typos) + 1 : null;
    }

    /// <summary>Letters added, dropped, changed, or swapped with their neighbour (optimal string alignment).</summary>
    public static int Between(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
