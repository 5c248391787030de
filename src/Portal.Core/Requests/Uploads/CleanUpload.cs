using System.Text;
using Portal.Core.Common;

namespace Portal.Core.Requests.Uploads;

/// <summary>A file as it came.</summary>
/// <param name="Name">What its sender called it; never believed.</param>
public sealed record Upload(string Name, byte[] Bytes);

/// <summary>
/// A file that may be kept: told by its content and not by its name, a picture drawn anew from its dots, a PDF without
/// anything that acts. Refused, with advice, are HEIC, every other kind, and what is broken, too large or hides more
/// than it shows.
/// </summary>
/// <param name="Name">Made harmless: one ending, that of its real kind.</param>
public sealed record CleanUpload(string Name, string MediaType, byte[] Bytes)
{
    /// <summary>The largest file, in bytes.</summary>
    public const int LargestBytes = 10 * 1024 * 1024;

    /// <summary>Files that may come with one message.</summary>
    public const int MostFiles = 3;

    private const int LongestStem = 80;

    private static readonly string[] HeicBrands =
        ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif"];

    /// <summary>Each file cleaned, in order; or why the first that cannot be kept is refused.</summary>
    public static async Task<Outcome<IReadOnlyList<CleanUpload>>> OfAllAsync(
        IReadOnlyList<Upload> uploads, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(uploads);
        if (uploads.Count > MostFiles) { return new Refusal("File_TooMany", MostFiles); }

        var clean = new List<CleanUpload>();
        foreach (var upload in uploads)
        {
            switch (await OfAsync(upload, ct))
            {
                case Outcome<CleanUpload>.Done(var file):
                    clean.Add(file);
                    break;
                case Outcome<CleanUpload>.Refused(var refusal):
                    return refusal;
            }
        }

        return clean;
    }

    /// <summary>One file.</summary>
    public static async Task<Outcome<CleanUpload>> OfAsync(Upload upload, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var (name, bytes) = (StemOf(upload.Name), upload.Bytes);
        if (bytes.Length == 0) { return new Refusal("File_Empty", name); }

        if (bytes.Length > LargestBytes) { return new Refusal("File_Large", name, LargestBytes >> 20); }

        if (IsHeic(bytes)) { return new Refusal("File_Heic", name); }

        if (CheckPdf.IsPdf(bytes))
        {
            return await CheckPdf.WhyNotAsync(bytes, name, ct) is { } refusal
                ? refusal
                : new CleanUpload($"{name}.pdf", "application/pdf", bytes);
        }

        return await DrawAnew.RunAsync(bytes, name, ct) switch
        {
            Outcome<byte[]>.Done(var jpeg) => new CleanUpload($"{name}.jpg", "image/jpeg", jpeg),
            Outcome<byte[]>.Refused(var refusal) => refusal,
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    /// <summary>
    /// The name without folders and without its ending; what is left may hold letters, numbers, spaces, dashes.
    /// </summary>
    internal static string StemOf(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var dot = last.LastIndexOf('.');
        var stem = new StringBuilder();
        foreach (var rune in (dot > 0 ? last[..dot] : last).EnumerateRunes())
        {
            if (stem.Length >= LongestStem) { break; }

            if (Rune.IsLetterOrDigit(rune)) { stem.Append(rune); }
            else if (stem.Length > 0 && stem[^1] is not ('-' or ' ')) { stem.Append(rune.Value == ' ' ? ' ' : '-'); }
        }

        var clean = stem.ToString().Trim(' ', '-');
        return clean.Length == 0 ? "file" : clean;
    }

    private static bool IsHeic(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && bytes.Slice(4, 4).SequenceEqual("ftyp"u8)
        && HeicBrands.Contains(Encoding.ASCII.GetString(bytes.Slice(8, 4)));
}
