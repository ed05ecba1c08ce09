using System.Text.RegularExpressions;
using Analytics.Machine.Files;
using Analytics.Tabular.Conversion;

namespace Analytics.Cli.Convert;

/// <summary>Gathers the files of a conversion in a hidden folder beside their place, and shows them when all is well.</summary>
internal sealed class OutputFolder : IConvertedFileSink, IDisposable
{
    private readonly string _folder;
    private readonly string _stem;
    private readonly List<(string Staged, string Name, bool IsKept)> _files = [];

    private OutputFolder(string folder, string stem)
    {
        _folder = folder;
        _stem = stem;
        Scratch = Directory.CreateDirectory(Path.Combine(folder, $".{stem}.{Guid.NewGuid():N}")).FullName;
    }

    /// <summary>For the conversion's own files; gone with this folder's end.</summary>
    public string Scratch { get; }

    /// <summary>The names of the files that were published.</summary>
    public IReadOnlyList<string> Published { get; private set; } = [];

    /// <summary>Those of <see cref="Published"/> that hold what the contract allows.</summary>
    public IReadOnlyList<string> Kept { get; private set; } = [];

    public static OutputFolder Open(DirectoryInfo folder, string sourceName)
    {
        folder.Create();
        return new OutputFolder(folder.FullName, Stem(sourceName));
    }

    /// <summary>The file's name without the endings of its packing and its format; <c>2024.01.csv</c> is not <c>2024.02.csv</c>.</summary>
    internal static string Stem(string name)
    {
        foreach (var endings in (string[][])[[".gz", ".zst"], [".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet"]])
        {
            if (Array.Find(endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Length > ending.Length) is { } found)
            {
                name = name[..^found.Length];
            }
        }

        return name;
    }

    public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
    {
        var number = _files.Count + 1;
        var kind = file.Kind == ConvertedFileKind.Quarantine ? ".quarantine" : "";
        var partition = string.Concat(file.Partition.Select(part => $"{Safe(part.Key)}={Safe(part.Value ?? "__null__")}/"));
        var staged = Path.Combine(Scratch, $"accepted-{number}");
        File.Move(file.Path, staged);
        _files.Add((staged, $"{partition}{_stem}{kind}-{number:00000}.parquet", kind.Length == 0));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Moves all files to their place. Where there is output of an earlier conversion that may not be replaced, its path, and none is moved;
    /// where it may, what this conversion has no file for goes, so that the folder never holds parts of two.
    /// </summary>
    public string? Publish(bool force)
    {
        var targets = _files.ConvertAll(file => (file.Staged, Path: Path.Combine(_folder, file.Name), file.IsKept));
        var earlier = Earlier();
        if (!force && earlier.FirstOrDefault() is { } existing)
        {
            return existing;
        }

        foreach (var (staged, path, _) in targets)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
            File.Move(staged, path, overwrite: true);
        }

        foreach (var path in earlier.Except(targets.Select(target => target.Path)))
        {
            File.Delete(path);
        }

        Published = targets.ConvertAll(target => target.Path);
        Kept = [.. targets.Where(target => target.IsKept).Select(target => target.Path)];
        return null;
    }

    private List<string> Earlier()
    {
        var name = new Regex(
            $@"^{Regex.Escape(_stem)}(\.quarantine)?-[0-9]{{5,}}\.parquet$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return [.. new FolderWalk(_folder, WalkLimits.Store).Names()
            .Where(found => found.IsFile && name.IsMatch(Path.GetFileName(found.Path))).Select(found => found.Path)];
    }

    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    /// <summary>A partition's value comes from the file: as a folder's name it must not leave the output folder.</summary>
    private static string Safe(string text) => Uri.EscapeDataString(text).Replace(".", "%2E", StringComparison.Ordinal);
}
