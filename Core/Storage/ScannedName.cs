namespace Analytics.Storage;

/// <summary>
/// One name in a store: an object with its entry, or something that the store will not read, with the reason. Of
/// <paramref name="Entry"/> and <paramref name="Refusal"/> exactly one is set.
/// </summary>
/// <param name="Name">The key, or the name that is none, as it stands in the store.</param>
/// <param name="Entry">The object, where it is one.</param>
/// <param name="Refusal">Why it is refused: a symbolic link, a name that is no key, something that is no file.</param>
public sealed record ScannedName(string Name, ObjectEntry? Entry, string? Refusal);
