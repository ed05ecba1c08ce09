namespace Analytics.Machine.Files;

/// <summary>
/// A name below a walked folder: a regular file, a folder where those are asked for, or what is not read, with the reason.
/// </summary>
/// <param name="Name">Below the walked folder, with '/' between its parts; a folder's ends with it.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Refusal">Why it is not read; null for files and folders.</param>
public sealed record WalkedName(string Name, string Path, string? Refusal)
{
    public bool IsFolder => Name.Length == 0 || Name[^1] == '/';

    public bool IsFile => Refusal is null && !IsFolder;

    public long Size => Status.Size;

    public FileStatus Status { get; init; }
}
