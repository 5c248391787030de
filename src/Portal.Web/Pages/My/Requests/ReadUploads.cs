using Portal.Core.Requests.Uploads;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Files of a form, in memory: never more of one than tells that it is too large.</summary>
public static class ReadUploads
{
    /// <summary>Of a whole form: room to say in words that a file is too large.</summary>
    public const int LargestForm = 4 * CleanUpload.LargestBytes;

    public static async Task<IReadOnlyList<Upload>> RunAsync(IEnumerable<IFormFile>? files, CancellationToken ct)
    {
        var read = new List<Upload>();
        foreach (var file in (files ?? []).Take(CleanUpload.MostFiles + 1))
        {
            var bytes = new byte[Math.Min(file.Length, CleanUpload.LargestBytes + 1)];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, ct);
            read.Add(new(file.FileName, bytes));
        }

        return read;
    }
}
