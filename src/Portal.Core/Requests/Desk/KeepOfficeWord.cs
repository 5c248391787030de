using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Calls;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Adds a word to a list of the office, renames it, retires it or offers it again; what it was stays. The same
/// operation does it once. A new topic is a question, taken in two open days (48 hours) and answered in five. Refuses
/// a word that is not there, one changed since it was looked at, names that are missing, too long or taken, nothing
/// changed, and to retire what the portal itself needs or the last of its list.
/// </summary>
public sealed class KeepOfficeWord(PortalDbContext db, BusinessClock clock)
{
    public const int LongestName = 100;

    private const int LongestCode = 40;

    /// <param name="Code">Null for a new one.</param>
    /// <param name="Seen">English name, Spanish name and whether it was retired, as the page showed them.</param>
    public sealed record Request(
        Guid OperationId, WordList List, string? Code, (string? En, string? Es, bool IsRetired) Seen, string? NameEn,
        string? NameEs, bool IsRetired, Actor By)
    {
        /// <summary>Of a new topic.</summary>
        public TopicAudience Audience { get; init; }
    }

    public async Task<Outcome<IOfficeWord>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended('office_word', 108))", ct);
        var all = await AllAsync(db, request.List, ct);
        if (await db.Set<OfficeWordChange>().SingleOrDefaultAsync(c => c.Id == request.OperationId, ct) is { } done)
        {
            return new Outcome<IOfficeWord>.Done(all.Single(w => w.Code == done.Code));
        }

        var word = all.SingleOrDefault(w => w.Code == request.Code);
        var (en, es) = (TypedLine.Of(request.NameEn), TypedLine.Of(request.NameEs));
        if (WhyNot(request, all, word, en, es) is { } refusal) { return refusal; }

        word = Keep(request, all, word, en, es);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return new Outcome<IOfficeWord>.Done(word);
    }

    /// <summary>A list, retired words too, in its order.</summary>
    public static async Task<IReadOnlyList<IOfficeWord>> AllAsync(
        PortalDbContext db, WordList list, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return list switch
        {
            WordList.Topic => await db.Set<RequestTopic>().OrderBy(t => t.Audience).ThenBy(t => t.Kind)
                .ThenBy(t => t.Sort).ThenBy(t => t.Code).ToListAsync(ct),
            WordList.CloseCause => await OfAsync<CloseCause>(db, ct),
            WordList.CallerQuestion => await OfAsync<CallerQuestion>(db, ct),
            WordList.Department => await OfAsync<RequestDepartment>(db, ct),
            _ => throw new InvalidOperationException($"Unknown list {list}."),
        };
    }

    private static async Task<IReadOnlyList<IOfficeWord>> OfAsync<T>(PortalDbContext db, CancellationToken ct)
        where T : OfficeWord => await db.Set<T>().OrderBy(w => w.Sort).ThenBy(w => w.Code).ToListAsync(ct);

    private static Refusal? WhyNot(
        Request request, IReadOnlyList<IOfficeWord> all, IOfficeWord? word, string en, string es)
    {
        if (request.Code is not null && word is null) { return new("Word_Unknown"); }

        if (word is not null && request.Seen != (word.NameEn, word.NameEs, word.RetiredAt is not null))
        {
            return new("Word_Changed");
        }

        var others = all.Where(w => w != word && w.RetiredAt is null && IsBeside(w, word, request)).ToList();
        return en.Length > LongestName || !TypedLine.SaysSomething(en) ? new("Word_EnglishMissing", LongestName)
            : es.Length > LongestName || !TypedLine.SaysSomething(es) ? new("Word_SpanishMissing", LongestName)
            : !request.IsRetired && others.Any(w => string.Equals(w.NameEn, en, StringComparison.OrdinalIgnoreCase))
                ? new("Word_Taken")
            : word is not null && (word.NameEn, word.NameEs, word.RetiredAt is not null) == (en, es, request.IsRetired)
                ? new("Topic_SameAsNow")
            : request.IsRetired && (word is null || others.Count == 0 || IsNeeded(word)) ? new("Word_Needed")
            : null;
    }

    /// <summary>Of the same list, as somebody chooses from it.</summary>
    private static bool IsBeside(IOfficeWord other, IOfficeWord? word, Request request) =>
        other is not RequestTopic topic
        || (topic.Kind == ((word as RequestTopic)?.Kind ?? RequestKind.Question)
            && topic.Audience == ((word as RequestTopic)?.Audience ?? request.Audience));

    /// <summary>The portal itself says it, or asks by it.</summary>
    private static bool IsNeeded(IOfficeWord word) => word switch
    {
        RequestTopic topic => topic.Kind is not (RequestKind.Question or RequestKind.Problem),
        RequestDepartment department => department.Code == RequestDepartment.Billing,
        CloseCause cause => cause.Code == CloseCause.Duplicate,
        _ => false,
    };

    private IOfficeWord Keep(
        Request request, IReadOnlyList<IOfficeWord> all, IOfficeWord? word, string en, string es)
    {
        (string? En, string? Es, bool IsRetired) was = word is null
            ? (null, null, false)
            : (word.NameEn, word.NameEs, word.RetiredAt is not null);
        if (word is null)
        {
            word = New(request, all, en, es);
            db.Add((object)word);
        }

        (word.NameEn, word.NameEs) = (en, es);
        word.RetiredAt = request.IsRetired ? word.RetiredAt ?? clock.Now : null;
        db.Add(new OfficeWordChange
        {
            Id = request.OperationId, List = request.List, Code = word.Code, WasNameEn = was.En,
            WasNameEs = was.Es, WasRetired = was.IsRetired, NameEn = en, NameEs = es, IsRetired = request.IsRetired,
            ChangedAt = clock.Now, ChangedBy = request.By.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(KeepOfficeWord), null, new
        {
            list = $"{request.List}",
            code = word.Code,
            name = en,
            retired = request.IsRetired,
        }));
        return word;
    }

    private static IOfficeWord New(Request request, IReadOnlyList<IOfficeWord> all, string en, string es)
    {
        var code = CodeOf(en, all);
        var sort = all.Select(w => w.Sort).DefaultIfEmpty(0).Max() + 10;
        return request.List switch
        {
            WordList.Topic => new RequestTopic
            {
                Code = code, Kind = RequestKind.Question, Audience = request.Audience, NameEn = en, NameEs = es,
                AcknowledgeDays = 2, AnswerDays = 5, Sort = sort,
            },
            WordList.CloseCause => new CloseCause { Code = code, NameEn = en, NameEs = es, Sort = sort },
            WordList.CallerQuestion => new CallerQuestion { Code = code, NameEn = en, NameEs = es, Sort = sort },
            WordList.Department => new RequestDepartment { Code = code, NameEn = en, NameEs = es, Sort = sort },
            _ => throw new InvalidOperationException($"Unknown list {request.List}."),
        };
    }

    /// <summary>"Paid twice" is paid_twice; a second of that name paid_twice_2.</summary>
    private static string CodeOf(string name, IReadOnlyList<IOfficeWord> all)
    {
        var letters = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) { letters.Append(letter); }
            else if (letters.Length > 0 && letters[^1] != '_') { letters.Append('_'); }
        }

        var stem = letters.ToString()[..Math.Min(LongestCode, letters.Length)].Trim('_');
        stem = stem == "" ? "word" : stem;
        return Enumerable.Range(1, int.MaxValue).Select(no => no == 1 ? stem : $"{stem}_{no}")
            .First(code => all.All(w => w.Code != code));
    }
}
