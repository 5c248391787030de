using System.Text;
using System.Text.Json;
using Portal.Core.Mail.Bounces;
using Portal.Testing;

namespace Portal.Core.Tests.Mail.Bounces;

/// <summary>Mails that came back, by others and of our own making, and what is understood of them.</summary>
public sealed class ReadBounceTests
{
    private const string Folder = "bounces/expected.json";

    [SharedDataFact(Folder)]
    public void Every_mail_of_others_is_read_with_whom_it_is_about()
    {
        var faults = new List<string>();
        foreach (var file in Files())
        {
            var read = ReadBounce.Of(File.ReadAllBytes(file));
            if (read.Recipients.Count == 0 && read.Kind is BounceKind.Failed or BounceKind.Delayed)
            {
                faults.Add($"{Path.GetFileName(file)}: {read.Kind} of nobody");
            }
        }

        Faults.None(faults);
        Assert.True(Files().Count >= 70);
    }

    [SharedDataFact(Folder)]
    public void Their_statuses_are_those_of_their_own_fields_or_the_ones_expected()
    {
        var faults = new List<string>();
        foreach (var (file, expected) in Expected())
        {
            var raw = File.ReadAllBytes(SharedData.Path($"bounces/{file}"));
            var own = StatusesWritten(raw);
            var read = ReadBounce.Of(raw).Recipients.Select(r => r.Status ?? "").ToList();
            if (own.Count > 0
                ? read.Count == 0 || !own.IsSupersetOf(read)
                : !read.All(s => expected.Any(e => Agree(e, s))))
            {
                faults.Add($"{file}: {string.Join(", ", read)}; its own {string.Join(", ", own)}; "
                    + $"expected {string.Join(", ", expected.Select(e => e.Code))}");
            }
        }

        Faults.None(faults);
    }

    [SharedDataFact(Folder)]
    public void Hard_or_not_is_as_expected_but_for_codes_that_say_otherwise()
    {
        // Their own codes and words say unknown or switched off, or that mail of ours is not wanted (5.7.27).
        string[] otherwise =
        [
            "lhost-amazonses-20.eml", "rhost-godaddy-03.eml", "lhost-exchange2003-04.eml", "lhost-mxlogic-03.eml",
            "lhost-x1-01.eml", "rfc3464-42.eml", "lhost-sendmail-57.eml",
        ];
        var faults =
            from pair in Expected()
            where !otherwise.Contains(pair.File)
            let read = ReadBounce.Of(File.ReadAllBytes(SharedData.Path($"bounces/{pair.File}")))
            let hard = read.Recipients.Any(r => r.Class == BounceClass.Hard)
            where hard != pair.Expected.Any(e => e.Hard)
            select $"{pair.File}: "
                + string.Join(", ", read.Recipients.Select(r => $"{r.Status} {r.Class}: {r.Diagnostic}"));

        Faults.None(faults);
    }

    [SharedDataFact(Folder)]
    public void However_they_are_cut_or_spoiled_nothing_is_thrown()
    {
        var random = new Random(20261123);
        foreach (var file in Files())
        {
            var raw = File.ReadAllBytes(file);
            for (var i = 0; i < 12; i++)
            {
                _ = ReadBounce.Of(raw.AsSpan(0, random.Next(raw.Length)));
                var spoiled = raw.ToArray();
                for (var n = 0; n < 1 + (raw.Length / 200); n++)
                {
                    spoiled[random.Next(raw.Length)] ^= (byte)(1 << random.Next(8));
                }

                _ = ReadBounce.Of(spoiled);
            }
        }
    }

    [Theory]
    [InlineData("5.1.1", "", BounceClass.Hard)]
    [InlineData("5.1.2", "", BounceClass.Hard)]
    [InlineData("5.1.3", "", BounceClass.Hard)]
    [InlineData("5.1.6", "", BounceClass.Hard)]
    [InlineData("5.1.10", "", BounceClass.Hard)]
    [InlineData("5.2.1", "", BounceClass.Hard)]
    [InlineData("5.2.2", "user unknown", BounceClass.Soft)]
    [InlineData("4.2.2", "", BounceClass.Soft)]
    [InlineData("4.7.1", "", BounceClass.Soft)]
    [InlineData("5.3.4", "", BounceClass.Soft)]
    [InlineData("5.4.7", "", BounceClass.Soft)]
    [InlineData("5.7.1", "user unknown", BounceClass.Policy)]
    [InlineData("5.7.26", "", BounceClass.Policy)]
    [InlineData("5.1.8", "", BounceClass.Policy)]
    [InlineData("5.1.1", "smtp; 550 5.7.1 Your address 192.0.2.1 is on a list", BounceClass.Policy)]
    [InlineData("5.0.0", "smtp; 550 5.1.1 no such user", BounceClass.Hard)]
    [InlineData("5.0.0", "smtp; 550 mailbox is full", BounceClass.Soft)]
    [InlineData("5.0.0", "smtp; 554 spam", BounceClass.Policy)]
    [InlineData("5.0.0", "smtp; 550 no", BounceClass.Soft)]
    [InlineData("2.1.5", "", BounceClass.None)]
    public void What_a_code_means_for_the_address(string status, string words, BounceClass expected) =>
        Assert.Equal(expected, BounceClasses.Of(status, words));

    [Fact]
    public void What_is_kept_is_of_digits_and_letters_that_a_database_takes()
    {
        Assert.Null(BounceClasses.Code("550 5.١.١ no"));
        var line = BounceText.Line(new string('x', 499) + "\U0001F4A7 wet");
        Assert.Equal(new string('x', 499), line);
        Assert.Equal("a b", BounceText.Line("a\0\u0001b"));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\nSubject: I am away")]
    [InlineData("Subject: Out of Office: your bill")]
    [InlineData("Subject: Respuesta automática: su factura")]
    [InlineData("X-Autoreply: yes\nSubject: Re: your bill")]
    public void Who_is_out_of_office_is_still_there(string headers)
    {
        var read = Read(
            $"From: rosa@example.com\nTo: bounce@city.example\n{headers}\n\nI could not be reached: 550 days.\n");

        Assert.Equal((BounceKind.AutomaticReply, 0), (read.Kind, read.Recipients.Count));
    }

    [Fact]
    public void A_complaint_names_the_reader_by_its_field_or_by_the_mail_that_it_returns()
    {
        var named = Read(ComplaintOf("Original-Rcpt-To: <rosa@example.com>\n"));
        var returned = Read(ComplaintOf(""));

        Assert.Equal((BounceKind.Complaint, "abuse", true), (named.Kind, named.FeedbackType, named.IsOfReader));
        Assert.Equal("rosa@example.com", Assert.Single(named.Recipients).Address);
        Assert.Equal("otto@example.com", Assert.Single(returned.Recipients).Address);
        Assert.Equal(["0199@city.example"], returned.MessageIds);
    }

    [Fact]
    public void Whatever_is_large_deep_or_long_is_read_up_to_a_limit()
    {
        var deep = string.Concat(Enumerable.Range(0, 3000).Select(i =>
            $"Content-Type: multipart/mixed; boundary=\"b{i}\"\n\n--b{i}\n"));
        var nested = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 3000));
        var header = $"From: mailer-daemon@a.example\nSubject: {new string('<', 3_000_000)}\n\n550";
        var lines = "From: mailer-daemon@a.example\nSubject: failure\n\n" + new string('a', 5_000_000) + "@b.example";
        var many = "From: mailer-daemon@a.example\nSubject: failure\n\n"
            + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"<r{i}@b.example>: 550 5.1.1 no\n"));

        var blank = "From: mailer-daemon@a.example\nSubject: failure\n\n" + new string(' ', 64_000);
        var empty = "From: mailer-daemon@a.example\nSubject: failure\n\n550" + new string('\n', 900_000);
        foreach (var text in new[]
        {
            blank, empty, deep, nested, header, lines, many, "", "\0\0\0", new string('\n', 10_000_000),
        })
        {
            var read = ReadBounce.Of(Encoding.Latin1.GetBytes(text));

            Assert.InRange(read.Recipients.Count, 0, 100);
        }
    }

    [Fact]
    public void The_verb_tells_it_as_one_object()
    {
        var more = CheckBounceFile.Of(Encoding.ASCII.GetBytes(
            "From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n"
            + "<rosa@example.com>:\n550 5.1.1 No such user\n")).More!;
        var first = more["recipients"]![0]!;

        Assert.Equal("failed", more["report"]!.GetValue<string>());
        Assert.Equal(
            ("rosa@example.com", "5.1.1", "hard"),
            (first["recipient"]!.GetValue<string>(), first["status"]!.GetValue<string>(),
                first["class"]!.GetValue<string>()));
    }

    private static BounceReport Read(string mail) => ReadBounce.Of(Encoding.UTF8.GetBytes(mail));

    private static string ComplaintOf(string field) =>
        "From: fbl@mail.example\nTo: bounce@city.example\nSubject: complaint\nMIME-Version: 1.0\n"
        + "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + $"A reader complains.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n{field}\n--b\n"
        + "Content-Type: message/rfc822\n\nTo: Otto <otto@example.com>\n"
        + "Message-ID: <0199@city.example>\n\nBill\n--b--\n";

    private static List<string> Files() => [.. Directory.GetFiles(SharedData.Path("bounces"), "*.eml").Order()];

    /// <summary>The values of "Status:" as anybody would find them with a search.</summary>
    private static HashSet<string> StatusesWritten(byte[] raw) =>
    [
        .. System.Text.RegularExpressions.Regex.Matches(
            Encoding.Latin1.GetString(raw).ReplaceLineEndings("\n"),
            @"(?<=^Status:\s*)[245]\.\d+\.\d+",
            System.Text.RegularExpressions.RegexOptions.Multiline)
            .Select(m => m.Value),
    ];

    /// <summary>Codes of their own ("5.0.971") stand for a mail that has none: the first digit is compared.</summary>
    private static bool Agree(Status expected, string read) => read == expected.Code
        || ((expected.Code is "" || expected.Code.Split('.') is [_, "0", _]) && (read == ""
            || expected.Code == "" || read[0] == expected.Code[0] || read[0] == '5'));

    private static IEnumerable<(string File, List<Status> Expected)> Expected()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path(Folder)));
        foreach (var file in json.RootElement.GetProperty("expected").Clone().EnumerateObject())
        {
            yield return (file.Name, [.. file.Value.EnumerateArray().Select(e => new Status(
                e.GetProperty("status").GetString()!, e.GetProperty("hardbounce").GetBoolean()))]);
        }
    }

    private sealed record Status(string Code, bool Hard);
}
