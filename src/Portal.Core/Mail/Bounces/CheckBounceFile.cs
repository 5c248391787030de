using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Core.Data;
using Portal.Core.Files;

namespace Portal.Core.Mail.Bounces;

/// <summary>What a mail that came back says, for the operator verb. Refuses nothing: any mail may come back.</summary>
public sealed partial class CheckBounceFile : IFileCheck
{
    public const string Kind = "bounce";

    /// <summary>Known by its headers.</summary>
    private const int HeadLength = 8_192;

    public async Task<FileReport?> RunAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var raw = new byte[Math.Min(file.Length, ReadBounce.MostRead)];
        await file.ReadExactlyAsync(raw, ct);
        return IsMail(raw) ? Of(raw) : null;
    }

    /// <summary>The report on bytes that are a mail, whatever they look like.</summary>
    public static FileReport Of(byte[] raw)
    {
        var read = ReadBounce.Of(raw);
        var recipients = read.Recipients.Select(r => (JsonNode)new JsonObject
        {
            ["recipient"] = r.Address, ["original_recipient"] = r.Original, ["action"] = r.Action,
            ["status"] = r.Status, ["class"] = r.Class == BounceClass.None ? null : Word(r.Class),
            ["diagnostic"] = r.Diagnostic,
        });
        return new(Kind, IsRefused: false, [], 0, new Dictionary<string, long>
        {
            ["bytes"] = raw.Length, ["recipient_count"] = read.Recipients.Count,
        })
        {
            More = new()
            {
                ["report"] = Word(read.Kind),
                ["feedback_type"] = read.FeedbackType,
                ["recipients"] = new JsonArray([.. recipients]),
                ["message_ids"] = new JsonArray([.. read.MessageIds.Select(id => (JsonNode)id)]),
            },
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => SnakeCase.Snake(value.ToString());

    private static bool IsMail(byte[] raw)
    {
        var head = System.Text.Encoding.Latin1.GetString(raw, 0, Math.Min(raw.Length, HeadLength));
        return Header().Matches(head).Select(m => m.Groups[1].Value.ToLowerInvariant()).Distinct().Count() >= 2;
    }

    [GeneratedRegex(
        @"^(From|To|Subject|Date|Received|Message-ID|Return-Path|MIME-Version|Content-Type|Delivered-To)[ \t]*:",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Header();
}
