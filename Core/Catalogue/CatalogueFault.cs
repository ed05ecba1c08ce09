namespace Analytics.Catalogue;

/// <summary>What is wrong with a file of the catalogue, and where.</summary>
/// <param name="File">Path below the catalogue's folder, separated by '/'.</param>
/// <param name="Line">From 1.</param>
/// <param name="Key">The key's path: <c>fields[2].constraints.minimum</c>; empty where the file as a whole is meant.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record CatalogueFault(string File, long Line, string Key, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Key}: {Message}";
}
