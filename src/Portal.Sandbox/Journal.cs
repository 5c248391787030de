using System.Text;

namespace Portal.Sandbox;

/// <summary>
/// An append-only file of lines. Each line is handed to the system in one write, so that a killed process loses at
/// most a line it was in the middle of; a torn last line is dropped when read.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _file;

    private Journal(FileStream file) => _file = file;

    /// <summary>Opens a journal and reads what is in it.</summary>
    public static (Journal Journal, IReadOnlyList<string> Lines) Open(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        return (new Journal(file), lines);
    }

    /// <summary>
    /// Puts these lines in place of all that is there, so that a journal grows with what it holds and not with its age.
    /// </summary>
    public static void Rewrite(string directory, string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllLines(path + ".new", lines);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Append(string line) => _file.Write(Encoding.UTF8.GetBytes(line + "\n"));

    public void Dispose() => _file.Dispose();
}
